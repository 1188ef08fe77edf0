// Which server the command line speaks to, and with which key: ARGOSY_URL and ARGOSY_KEY; else the profile that the server
// wrote into its home at first start, and the place where that home's server listens now.
import { readFile } from 'node:fs/promises';
import { createClient, ServerUnreachable, type Client } from '@argosy/client';
import { defaultHome, type Home } from '@argosy/server/platform/home';
import { readServerFile } from '@argosy/server/server-file';
import * as z from 'zod';
import { KeyMissing } from './exit-codes.ts';
import type { Language, Say } from './texts.ts';

const profileFile = z.object({ url: z.string().optional(), key: z.string() });

/** Who says something to a person. */
export type Speaker = Pick<Context, 'say' | 'language'>;

/** Everything a command needs of the world around it. */
export interface Context {
  readonly language: Language;
  readonly say: Say;
  readonly home: Home;
  /** How the person called us: `./argosy`; hints repeat it so that they can be copied. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function makeContext(language: Language, say: Say, environment: Context['environment']): Context {
  return { language, say, environment, home: defaultHome(), command: environment['ARGOSY_COMMAND'] || 'argosy' };
}

/** A control plane that is started again while somebody waits for something is waited for so long. */
export const patienceMs = 60_000;

/** A client for the server this person means. Throws ServerUnreachable when none is named and none runs here. */
export async function connect(
  context: Context,
  { patienceMs, onAbsent }: { readonly patienceMs?: number; readonly onAbsent?: () => void } = {},
): Promise<Client> {
  const { environment, home, language } = context;
  const url =
    environment['ARGOSY_URL'] ||
    (await readJson(home.profile, profileFile, context))?.url ||
    (await readServerFile(home))?.url;
  if (!url) throw new ServerUnreachable('');
  const key = environment['ARGOSY_KEY'] || (await readJson(home.profile, profileFile, context))?.key;
  if (!key) throw new KeyMissing(context.say('profile.missing', { file: home.profile }));
  return createClient({
    url,
    key,
    language,
    ...(patienceMs !== undefined && { patienceMs }),
    ...(onAbsent && { onAbsent }),
  });
}

async function readJson<T>(path: string, form: z.ZodType<T>, { say }: Context): Promise<T | undefined> {
  try {
    return form.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      throw new KeyMissing(say('profile.foreign', { file: path }));
    return undefined; // absent, or not a profile: as good as none
  }
}
