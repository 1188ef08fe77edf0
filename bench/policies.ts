// How many decisions a second one core makes with fifty statements (RAM-1).
//
//   sh tools/with-node.sh bench/policies.ts [--turns 5]
import { parseArgs } from 'node:util';
import { policyDocument } from '@argosy/contract/identity/policy-document';
import type { Asked } from '@argosy/contract/identity/decision';
import { compilePolicies } from '../apps/server/src/identity/domain/decide.ts';
import { printComparison, timed } from './report.ts';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '5' } } });
const decisions = 400_000;

/** Forty that allow reads and writes of many services on many things, ten that deny by place, time and sign-in. */
const statements = Array.from({ length: 50 }, (_, index) => {
  const service = `service${index % 20}`;
  if (index % 5 === 4)
    return {
      Effect: 'Deny',
      Action: [`${service}:Delete*`, `${service}:Release*`],
      Resource: `acs:${service}:*:*:thing/production-*`,
      Condition: {
        NotIpAddress: { 'acs:SourceIp': ['10.0.0.0/8', '192.168.0.0/16'] },
        Bool: { 'acs:MFAPresent': 'false' },
        NumericGreaterThan: { 'acs:ConfirmationAgeSeconds': '600' },
      },
    };
  return {
    Effect: 'Allow',
    Action: [`${service}:Get*`, `${service}:List*`, `${service}:Release*`],
    Resource: [`acs:${service}:local:org-1:thing/${index}-*`, `acs:${service}:*:*:shared/*/public/*`],
  };
});
const decide = compilePolicies([
  { name: 'bench', document: policyDocument.parse({ Version: '1', Statement: statements }) },
]);

const context = {
  'acs:CurrentTime': '2026-11-25T08:00:00Z',
  'acs:SourceIp': '203.0.113.9',
  'acs:MFAPresent': 'false',
  'acs:SecureTransport': 'true',
  'acs:ConfirmationAgeSeconds': '1200',
} as const;
/** A third each: allowed, denied by a statement, spoken of by none. */
const asked = Array.from({ length: 999 }, (_, index): Asked => {
  const service = `service${index % 20}`;
  if (index % 3 === 0)
    return { action: `${service}:GetThing`, resource: `acs:${service}:local:org-1:shared/${index}/public/x`, context };
  if (index % 3 === 1)
    return {
      action: `${service}:ReleaseThing`,
      resource: `acs:${service}:local:org-1:thing/production-${index}`,
      context,
    };
  return { action: `${service}:UpdateThing`, resource: `acs:${service}:local:org-1:other/${index}`, context };
});

let allowed = 0;
const ours: number[] = [];
for (let turn = 0; turn <= Number(values.turns); turn += 1) {
  const seconds = await timed(async () => {
    for (let index = 0; index < decisions; index += 1)
      if (decide(asked[index % asked.length] as Asked).effect === 'allow') allowed += 1; // an index below the length
  });
  if (turn > 0) ours.push(decisions / seconds); // the first warms up
}
if (allowed === 0) throw new Error('nothing was allowed: what is measured is not the work');
printComparison({
  name: 'decisions by 50 statements',
  unit: '/s on one core',
  ours,
  betterIs: 'more',
  goal: 200_000,
});
