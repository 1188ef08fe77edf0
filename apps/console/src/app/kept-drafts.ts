// What somebody has begun to write and not yet saved, kept in this tab under its address: a link, a key, a reload or the end of
// their session does not lose it. It is given back to them alone, and goes when they sign out.
const place = 'argosy.drafts';
const most = 20; // the longest ago goes first: a tab has room for some megabytes
const channelName = 'argosy.drafts';

export interface KeptDraft {
  /** The fields, or the one text. */
  readonly parts: Readonly<Record<string, string>>;
  /** What it was begun from, where it changes something that has versions. */
  readonly version?: number | undefined;
}

interface Kept {
  readonly who: string;
  /** By address; what was written last comes last. */
  readonly drafts: Readonly<Record<string, KeptDraft>>;
}

export const writerOf = (caller: { readonly organizationId: string; readonly userId: string }): string =>
  `${caller.organizationId}.${caller.userId}`;

export function keptDraft(who: string, address: string): KeptDraft | undefined {
  return draftsOf(who)[address];
}

/** `undefined`: it is saved, or as it was at first. */
export function keepDraft(who: string, address: string, draft: KeptDraft | undefined): void {
  const { [address]: _, ...others } = draftsOf(who);
  let kept = Object.entries(others);
  if (draft) kept = [...kept.slice(1 - most), [address, draft]];
  while (!write({ who, drafts: Object.fromEntries(kept) }) && kept.length > 0) kept = kept.slice(1);
}

/** Somebody has signed in: what another has begun in this tab is no longer there. */
export function forgetDraftsOfOthers(who: string): void {
  if (read()?.who !== who) remove();
}

/** They have signed out, in this tab and in all others of this browser. */
export function forgetDrafts(): void {
  remove();
  const channel = new BroadcastChannel(channelName);
  channel.postMessage('forget'); // oxlint-disable-line unicorn/require-post-message-target-origin -- a channel has none
  channel.close();
}

/** Hears that they have signed out in another tab; answers with what ends it. */
export function followSigningOut(): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', remove);
  return () => channel.close();
}

function draftsOf(who: string): Kept['drafts'] {
  const kept = read();
  return kept?.who === who ? kept.drafts : {};
}

function read(): Kept | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(place) ?? 'null') as Kept | null) ?? undefined; // nobody else writes there
  } catch {
    return undefined; // private windows of some browsers refuse
  }
}

/** Whether there was room for it. */
function write(kept: Kept): boolean {
  try {
    sessionStorage.setItem(place, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function remove(): void {
  try {
    sessionStorage.removeItem(place);
  } catch {
    // as above
  }
}
