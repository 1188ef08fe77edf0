import { expect, test } from 'vitest';
import { problemOfPassword } from './password-rules.ts';

const names = ['owner', 'default', 'Zhang Wei', 'zhang.wei'];

test.each([
  ['short', 'password_too_short'],
  ['owner12345', 'password_too_short'],
  ['OWNER-default-1', 'password_too_short'],
  ['密码密码密码密码密', 'password_too_short'],
  ['password123', 'password_too_common'],
  ['P@ssw0rd2026!', 'password_too_common'],
  ['Passw0rd2026!', 'password_too_common'],
  ['1234567890', 'password_too_common'],
  ['1q2w3e4r5t', 'password_too_common'],
  ['qwertyuiop123', 'password_too_common'],
  ['aaaaaaaaaaaaaaaa', 'password_too_common'],
  ['woaini1314520', 'password_too_common'],
  ['admin-admin-2026', 'password_too_common'],
  ['ownership-of-mountains', undefined],
  ['correct horse battery', undefined],
  ['山高月小水落石出清风徐来', undefined],
  ['x8#Kd0-qLw2', undefined],
])('%s: %s', (password, problem) => {
  expect(problemOfPassword(password, names)).toBe(problem);
});
