// Asks an LDAP directory for a person and whether a password is theirs: finds their entry as the account of the source, then binds
// as them. The password is compared by the directory, and kept nowhere.
import {
  AndFilter,
  Client,
  type Entry,
  type Filter,
  FilterParser,
  InsufficientAccessError,
  InvalidCredentialsError,
  InvalidDNSyntaxError,
  NoSuchObjectError,
  PresenceFilter,
  ResultCodeError,
  SizeLimitExceededError,
} from 'ldapts';
import type { LdapSettings } from '@argosy/contract/identity/sign-in-sources';
import { messageOf, Refusal } from '@argosy/kernel/errors';
import { filterFor, type Vouched } from './domain/vouching.ts';
import { requireReachable, SourceFailed } from './source-address.ts';

interface Directory {
  readonly settings: LdapSettings;
  readonly secret: string | undefined;
  /** Whether it is a source of the organization that runs this server. */
  readonly isProvider: boolean;
}

const withinMs = 10_000; // somebody waits at the sign-in page

export interface AskedDirectory {
  readonly name: string;
  readonly password: string;
  /** Hears whom the directory means by the name, by its subject, before it is asked about the password; a refusal of it ends that. */
  readonly beforeBind: (subject: string | undefined) => Promise<void>;
}

/** Whom the directory vouches for; `undefined` when the name or the password is wrong. Throws SourceFailed, and what `beforeBind`
 *  refuses. */
export async function askDirectory(
  directory: Directory,
  { name, password, beforeBind }: AskedDirectory,
): Promise<Vouched | undefined> {
  if (password === '') return undefined; // a directory takes a bind without a password for one as nobody, and says yes
  return speaking(directory, async (client) => {
    const entry = await findEntry(client, directory.settings, name);
    const [subject] = entry ? valuesOf(entry, directory.settings.subjectAttribute) : [];
    await beforeBind(subject ?? entry?.dn);
    // Who is not there takes as long as who is.
    const isTheirs = await binds(client, entry?.dn ?? `cn=nobody,${directory.settings.baseDn}`, password);
    return entry && isTheirs ? vouchedIn(entry, directory.settings) : undefined;
  });
}

/** Whether people can sign in by the directory: the source's account may come in, and finds somebody of whom it may read what they are
 *  known by. Throws SourceFailed. */
export async function testDirectory(directory: Directory): Promise<void> {
  const { baseDn, filter, subjectAttribute } = directory.settings;
  await speaking(directory, async (client) => {
    await client.search(baseDn, { scope: 'base', sizeLimit: 1, attributes: ['1.1'] });
    if (/:=/.test(filter)) return; // a rule that compares with a name knows no "anybody"
    const anybody = FilterParser.parseString(filter.replaceAll('{name}', '*'));
    if (!(await finds(client, baseDn, anybody)))
      throw new SourceFailed({
        en: `nobody below ${baseDn} fits the filter`,
        zh: `${baseDn} 下没有符合过滤条件的人员`,
      });
    if (subjectAttribute.toLowerCase() === 'dn') return; // which every entry has, and no filter asks for
    const known = new AndFilter({ filters: [anybody, new PresenceFilter({ attribute: subjectAttribute })] });
    if (!(await finds(client, baseDn, known)))
      throw new SourceFailed({
        en: `nobody who fits the filter has ${subjectAttribute}, or its account may not read it`,
        zh: `符合过滤条件的人员都没有 ${subjectAttribute}，或其账号无权读取`,
      });
  });
}

async function finds(client: Client, baseDn: string, filter: Filter): Promise<boolean> {
  try {
    const { searchEntries } = await client.search(baseDn, { scope: 'sub', filter, sizeLimit: 1, attributes: ['1.1'] });
    return searchEntries.length > 0;
  } catch (error) {
    if (error instanceof SizeLimitExceededError) return true;
    throw error;
  }
}

/** What is wrong with a filter as it is written for names; `undefined` when it can be read. */
export function problemOfFilter(filter: string): string | undefined {
  try {
    FilterParser.parseString(filterFor(filter, 'name'));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function speaking<T>(directory: Directory, body: (client: Client) => Promise<T>): Promise<T> {
  const { settings, secret } = directory;
  const url = new URL(settings.url);
  await requireReachable(url, directory);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const tls = { host, ...(settings.certificate !== undefined && { ca: settings.certificate }) };
  const client = new Client({
    url: settings.url,
    timeout: withinMs,
    connectTimeout: withinMs / 2,
    ...(url.protocol === 'ldaps:' && { tlsOptions: tls }),
  });
  try {
    if (settings.startTls) await client.startTLS(tls);
    if (settings.bindDn !== undefined) await comeIn(client, settings.bindDn, secret ?? '');
    return await body(client);
  } catch (error) {
    if (error instanceof SourceFailed || error instanceof Refusal) throw error;
    throw new SourceFailed(toldOf(error, settings), { cause: error });
  } finally {
    await client.unbind().catch(() => {}); // it may never have been connected
  }
}

/** As the account of the source. */
async function comeIn(client: Client, bindDn: string, secret: string): Promise<void> {
  const isIn = await binds(client, bindDn, secret).catch((error: unknown) => {
    if (error instanceof InvalidDNSyntaxError) throw new SourceFailed(noName(bindDn), { cause: error });
    if (error instanceof ResultCodeError) throw new SourceFailed(`${bindDn}: ${wordsOf(error)}`, { cause: error });
    throw error;
  });
  if (!isIn) throw new SourceFailed({ en: `${bindDn} or its password is wrong`, zh: `${bindDn} 或其密码不正确` });
}

const noName = (text: string) => ({ en: `${text} is no distinguished name`, zh: `${text} 不是有效的 DN` });

/** A directory may answer with a code alone. */
function toldOf(error: unknown, { baseDn }: LdapSettings): ConstructorParameters<typeof SourceFailed>[0] {
  if (error instanceof NoSuchObjectError)
    return {
      en: `there is nothing at ${baseDn}, or its account may not see it`,
      zh: `${baseDn} 不存在，或其账号无权查看`,
    };
  if (error instanceof InvalidDNSyntaxError) return noName(baseDn);
  if (error instanceof InsufficientAccessError)
    return { en: `its account may not search below ${baseDn}`, zh: `其账号无权在 ${baseDn} 下查找` };
  return error instanceof ResultCodeError ? wordsOf(error) : messageOf(error);
}

const wordsOf = ({ name, message }: ResultCodeError): string => `${name}: ${message.trim()}`;

async function binds(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    throw error;
  }
}

/** The one entry that the name means; of several, none: nobody knows whose password it would be. */
async function findEntry(client: Client, settings: LdapSettings, name: string): Promise<Entry | undefined> {
  const { subjectAttribute, nameAttribute, displayNameAttribute, emailAttribute, groupAttribute } = settings;
  const attributes = [subjectAttribute, nameAttribute, displayNameAttribute, emailAttribute];
  try {
    const { searchEntries } = await client.search(settings.baseDn, {
      scope: 'sub',
      filter: filterFor(settings.filter, name),
      sizeLimit: 2,
      attributes: [...attributes, ...(groupAttribute === undefined ? [] : [groupAttribute])],
      explicitBufferAttributes: [subjectAttribute], // Active Directory's is octets
    });
    return searchEntries.length === 1 ? searchEntries[0] : undefined;
  } catch (error) {
    if (error instanceof SizeLimitExceededError) return undefined;
    throw error;
  }
}

function vouchedIn(entry: Entry, settings: LdapSettings): Vouched {
  const [subject] = valuesOf(entry, settings.subjectAttribute);
  if (subject === undefined || subject === '')
    throw new SourceFailed({
      en: `${entry.dn} has no ${settings.subjectAttribute} that the source's account may read`,
      zh: `${entry.dn} 没有登录源账号可读取的 ${settings.subjectAttribute}`,
    });
  const [name = ''] = valuesOf(entry, settings.nameAttribute);
  const [displayName = name] = valuesOf(entry, settings.displayNameAttribute);
  const [email] = valuesOf(entry, settings.emailAttribute);
  const groups = settings.groupAttribute === undefined ? [] : valuesOf(entry, settings.groupAttribute);
  return { subject, name, displayName, email, groups, hasSecondFactor: false };
}

/** The values of an attribute as text: octets that are none, as hexadecimal digits. */
function valuesOf(entry: Entry, attribute: string): readonly string[] {
  const found = Object.entries(entry).find(([name]) => name.toLowerCase() === attribute.toLowerCase())?.[1];
  return (Array.isArray(found) ? found : found === undefined ? [] : [found]).map((each) => {
    if (typeof each === 'string') return each;
    const text = each.toString('utf8');
    return /^[\x20-\x7e]+$/.test(text) ? text : each.toString('hex');
  });
}
