// What this browser remembers of how somebody likes the console. A browser that may not remember starts as it is each time.
type Preference = 'language' | 'theme' | 'navigation' | 'region' | 'seenEvent';

export function remembered(name: Preference): string | undefined {
  try {
    return localStorage.getItem(`argosy.${name}`) ?? undefined;
  } catch {
    return undefined; // private windows of some browsers refuse
  }
}

export function remember(name: Preference, value: string): void {
  try {
    localStorage.setItem(`argosy.${name}`, value);
  } catch {
    // as above
  }
}
