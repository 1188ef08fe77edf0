// The policies that every organization has: data, not rows, so that a new operation is in them from the version that has it.
import { policyDocument } from '@argosy/contract/identity/policy-document';
import type { NamedPolicy } from './decide.ts';

export interface SystemPolicy extends NamedPolicy {
  readonly description: { readonly zh: string; readonly en: string };
}

const all = ['*'];
const allow = (actions: readonly string[]) =>
  policyDocument.parse({ Version: '1', Statement: [{ Effect: 'Allow', Action: [...actions], Resource: all }] });

/** What looks and changes nothing, in every module. Files' and logs' contents are among it; secrets are nowhere. */
const reading = ['*:Get*', '*:List*', '*:Read*', '*:Search*', '*:Check*', '*:Simulate*', '*:Preview*', '*:Compare*'];

/** Not `platform:*`: that is stopping the machine of all organizations too. */
const everydayPlatform = ['platform:GetServer', 'platform:ListEvents', 'platform:Search'];

export const systemPolicies: readonly SystemPolicy[] = [
  {
    name: 'ArgosyFullAccess',
    description: { en: 'Everything, people and money too.', zh: '全部权限，包括人员与费用。' },
    document: allow(['*']),
  },
  {
    name: 'ArgosyReadOnlyAccess',
    description: { en: 'Reads everything, changes nothing.', zh: '可查看全部内容，不可更改。' },
    document: allow(reading),
  },
  {
    name: 'ArgosyDevelopAccess',
    description: {
      en: 'Makes and uses clusters, jobs and plans; opens terminals and native pages; sees no people and no money.',
      zh: '创建并使用集群、作业与执行计划，打开终端与原生页面；不涉及人员与费用。',
    },
    document: allow([
      'clusters:*',
      'workloads:*',
      'monitoring:*',
      ...everydayPlatform,
      'identity:GetCaller',
      'identity:CheckPermissions',
    ]),
  },
  {
    name: 'ArgosyFinanceAccess',
    description: {
      en: 'Orders, bills, contracts and usage; reads clusters and runs; starts nothing.',
      zh: '订单、账单、合同与用量；可查看集群与运行，不可启动。',
    },
    document: allow([
      'commerce:*',
      'identity:GetCaller',
      'identity:CheckPermissions',
      'identity:ListContacts',
      'identity:GetContact',
      'clusters:List*',
      'clusters:Get*',
      'workloads:List*',
      'workloads:Get*',
      ...everydayPlatform,
    ]),
  },
  {
    name: 'ArgosySupportAccess',
    description: {
      en: 'Tickets; reads clusters, runs and their logs; opens native pages, no terminal; changes nothing.',
      zh: '工单；可查看集群、运行及其日志，打开原生页面，不含终端；不可更改。',
    },
    document: allow([
      'desk:*',
      'identity:GetCaller',
      'identity:CheckPermissions',
      'identity:ListContacts',
      'identity:GetContact',
      'clusters:Get*',
      'clusters:List*',
      'clusters:Read*',
      'clusters:Search*',
      'clusters:OpenWebPage',
      'workloads:Get*',
      'workloads:List*',
      'workloads:Read*',
      'workloads:Search*',
      'workloads:Preview*',
      'monitoring:Get*',
      'monitoring:List*',
      ...everydayPlatform,
    ]),
  },
];

/** By its name; `undefined` when there is none. */
export const systemPolicy = (name: string): SystemPolicy | undefined => systemPolicies.find((one) => one.name === name);

export const ownerPolicy = 'ArgosyFullAccess';
