// Leaves the console, or has it begin anew, for good: without the question of `leaving.tsx`. What is shown is nobody's any more, and
// who could stay would keep it on the screen.
let isGoing = false;

export function goAway(address: string): void {
  isGoing = true;
  location.assign(address);
}

export const isGoingAway = (): boolean => isGoing;
