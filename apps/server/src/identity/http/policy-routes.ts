// Binds the operations on policies to their use cases.
import {
  permissionCheck,
  policyAttach,
  policyAttachments,
  type PolicyAttachmentView,
  policyCreate,
  policyDelete,
  policyDetach,
  type PolicyDetailView,
  policyGet,
  policyList,
  policySimulate,
  policyVersionCreate,
  policyVersionDelete,
  policyVersionList,
  policyVersionUse,
  type PolicyVersionView,
  type PolicyView,
} from '@argosy/contract/identity/policies';
import { sentenceOf } from '@argosy/contract/errors';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { attachPolicy } from '../attach-policy.ts';
import { createPolicyVersion, deletePolicyVersion, usePolicyVersion } from '../change-policy-versions.ts';
import { createPolicy } from '../create-policy.ts';
import { deletePolicy } from '../delete-policy.ts';
import { detachPolicy } from '../detach-policy.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { neverHolding } from '../policy-meaning.ts';
import { type Policy, readPolicies, readPolicy } from '../read-policies.ts';
import { checkPermissions, simulatePolicy } from '../simulate-policy.ts';
import { listVersions, type PolicyVersion } from '../store/policies.ts';
import { listAttachments, type PolicyAttachment } from '../store/policy-attachments.ts';
import { toPage } from './pages.ts';

export function policyRoutes(deps: IdentityDeps): readonly Binding[] {
  const present = async (caller: Caller, policyId: string) =>
    toPolicyDetailView(await deps.read(caller, (tx) => readPolicy(tx, caller, policyId)), caller);
  return [
    bind(policyCreate, async ({ caller, body }) => toPolicyDetailView(await createPolicy(deps, caller, body), caller), {
      present,
    }),
    bind(policyList, async ({ caller, query }) => {
      const policies = await deps.read(caller, (tx) => readPolicies(tx, caller, { ...query, limit: query.limit + 1 }));
      return toPage(policies, query.limit, toPolicyView);
    }),
    bind(policyGet, ({ caller, params }) => present(caller, params.policyId)),
    bind(policyDelete, async ({ caller, params }) => void (await deletePolicy(deps, caller, params.policyId)), {
      present: async () => undefined,
    }),
    bind(
      policyVersionCreate,
      async ({ caller, params, body }) =>
        toPolicyDetailView(await createPolicyVersion(deps, caller, { ...params, ...body }), caller),
      { present },
    ),
    bind(policyVersionList, ({ caller, params }) =>
      deps.read(caller, async (tx) => {
        const policy = await readPolicy(tx, caller, params.policyId);
        const { defaultVersion: number, document } = policy;
        if (policy.kind === 'system') return { items: [{ number, isDefault: true, document }] };
        const versions = await listVersions(tx, { id: policy.id, organizationId: caller.organizationId });
        return { items: versions.map(toVersionView) };
      }),
    ),
    bind(
      policyVersionUse,
      async ({ caller, params }) => toPolicyDetailView(await usePolicyVersion(deps, caller, params), caller),
      { present },
    ),
    bind(
      policyVersionDelete,
      async ({ caller, params }) => toPolicyDetailView(await deletePolicyVersion(deps, caller, params), caller),
      { present },
    ),
    bind(
      policyAttach,
      async ({ caller, params, body }) =>
        toPolicyDetailView(await attachPolicy(deps, caller, { ...params, ...body }), caller),
      { present },
    ),
    bind(
      policyDetach,
      async ({ caller, params, body }) =>
        toPolicyDetailView(await detachPolicy(deps, caller, { ...params, ...body }), caller),
      { present },
    ),
    bind(policyAttachments, async ({ caller, params, query }) => {
      const attachments = await deps.read(caller, async (tx) => {
        const { id: policyId } = await readPolicy(tx, caller, params.policyId);
        return listAttachments(tx, {
          ...query,
          organizationId: caller.organizationId,
          policyId,
          limit: query.limit + 1,
        });
      });
      return toPage(attachments, query.limit, toAttachmentView);
    }),
    bind(policySimulate, ({ caller, body }) => simulatePolicy(deps, caller, body)),
    bind(permissionCheck, async ({ caller, body }) => ({
      answers: await checkPermissions(deps, caller, body.asked),
    })),
  ];
}

const toPolicyView = ({
  id,
  name,
  kind,
  description,
  defaultVersion,
  attachmentCount,
  createdAt,
}: Policy): PolicyView => ({
  id,
  name,
  kind,
  description,
  defaultVersion,
  attachmentCount,
  ...(createdAt && { createdAt: createdAt.toString() }),
});

function toPolicyDetailView(policy: Policy, { language }: Pick<Caller, 'language'>): PolicyDetailView {
  const { document } = policy;
  const never = neverHolding(document);
  return {
    ...toPolicyView(policy),
    document,
    ...(never && { problem: sentenceOf(never.code, never.facts, language) }),
  };
}

const toVersionView = ({ number, isDefault, document, madeBy, createdAt }: PolicyVersion): PolicyVersionView => ({
  number,
  isDefault,
  document,
  ...(madeBy !== undefined && { madeBy }),
  createdAt: createdAt.toString(),
});

const toAttachmentView = ({ attachedAt, ...attachment }: PolicyAttachment): PolicyAttachmentView => ({
  ...attachment,
  attachedAt: attachedAt.toString(),
});
