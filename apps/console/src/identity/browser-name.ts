// From what a browser says of itself to what its person calls it. Order matters: most of them also call themselves Chrome and
// Safari.
const browsers = [
  ['MicroMessenger', /MicroMessenger\//],
  ['Edge', /Edg\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrome\//],
  ['Safari', /Safari\//],
] as const;
const systems = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
] as const;

export function browserIn(userAgent: string): string | undefined {
  const found = [browsers, systems].flatMap((list) => {
    const [name] = list.find(([, pattern]) => pattern.test(userAgent)) ?? [];
    return name === undefined ? [] : [name];
  });
  return found.length === 0 ? undefined : found.join(' · ');
}
