import { expect, test } from 'vitest';
import { longestText, policyDocument } from './policy-document.ts';

function problemsOf(statement: object): string[] {
  const good = { Effect: 'Allow', Action: 'clusters:*', Resource: '*' };
  const { error } = policyDocument.safeParse({ Version: '1', Statement: [{ ...good, ...statement }] });
  return error?.issues.map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`) ?? [];
}

test('RAM-1 what may stand alone is kept as a list', () => {
  const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  expect(policyDocument.parse(document).Statement).toEqual([{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }]);
});

test.each([
  [{ Action: undefined }, 'exactly one of Action and NotAction'],
  [{ NotAction: 'ram:*' }, 'exactly one of Action and NotAction'],
  [{ Resource: undefined }, 'exactly one of Resource and NotResource'],
  [{ Action: 'GetCluster' }, 'an action such as'],
  [{ Resource: 'cluster/c-1' }, 'a resource such as'],
  [{ Condition: { StringSame: { 'acs:PrincipalName': 'li' } } }, 'StringSame'],
  [{ Condition: { StringEquals: { 'acs:Weather': 'fine' } } }, 'acs:Weather'],
  [{ Condition: { IpAddress: { 'acs:PrincipalName': '10.0.0.1' } } }, 'IpAddress is for values of the kind address'],
  [{ Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/33' } } }, 'an address such as'],
  [{ Condition: { DateLessThan: { 'acs:CurrentTime': '2026-11-25' } } }, 'a time such as'],
  [{ Condition: { Bool: { 'acs:MFAPresent': 'yes' } } }, 'true or false'],
  [{ Condition: { NumericEquals: { 'acs:CurrentTime': '1' } } }, 'NumericEquals is for values of the kind number'],
  [{ Condition: { NumericLessThan: { 'acs:ConfirmationAgeSeconds': 'ten' } } }, 'a number such as'],
  [{ Condition: { NumericLessThan: { 'acs:ConfirmationAgeSeconds': ['600', '6e2'] } } }, 'a number such as'],
  [{ Condition: { NumericLessThan: { 'acs:ConfirmationAgeSeconds': '12345678901234567' } } }, 'a number such as'],
  [{ Condition: { NumericLessThan: { 'acs:ConfirmationAgeSeconds': '' } } }, 'a number such as'],
  [{ Resource: `acs:a:b:c:${'d'.repeat(longestText)}` }, 'expected string to have <=300 characters'],
  [{ Effect: 'Maybe' }, 'Effect'],
  [{ Efect: 'Allow' }, 'Efect'],
])('RAM-1 %j is refused: %s', (statement, problem) => {
  expect(problemsOf(statement).join('; ')).toContain(problem);
});

test('RAM-1 a document is bounded as a whole', () => {
  const documentOf = (resources: number) => {
    const Resource = Array.from({ length: resources }, () => `acs:a:b:c:${'d'.repeat(200)}`);
    return policyDocument.safeParse({ Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource }] });
  };
  expect(documentOf(70).success).toBe(true);
  expect(documentOf(80).error?.issues).toMatchObject([{ message: 'at most 16384 characters' }]);
});
