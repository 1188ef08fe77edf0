import { expect, test } from 'vitest';
import { canHold } from './container-sizes.ts';

test.each([
  { offered: [2048], needed: [1408], holds: true },
  { offered: [2048], needed: [1408, 1408], holds: false }, // a driver alone on its node waits for ever
  { offered: [2048, 2048], needed: [1408, 1408], holds: true },
  { offered: [1024, 4096], needed: [2048, 2048], holds: true },
  { offered: [2048, 2048], needed: [4096], holds: false }, // no container is spread over two nodes
  { offered: [], needed: [1], holds: false },
  { offered: [], needed: [], holds: true },
])(
  'JOB-1 nodes that offer $offered MB hold containers of $needed MB together: $holds',
  ({ offered, needed, holds }) => {
    expect(canHold(offered, needed)).toBe(holds);
  },
);
