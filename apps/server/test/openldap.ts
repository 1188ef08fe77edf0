// A directory for one test: Debian's OpenLDAP in the foreground, on ports of its own, with a certificate of its own authority. Its
// account for searching is cn=reader; nobody may read it without one.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { pause } from '@argosy/kernel/time';

export const baseDn = 'dc=example,dc=com';
export const readerDn = `cn=reader,${baseDn}`;
export const readerPassword = 'reads and nothing else';

export interface TestDirectory extends AsyncDisposable {
  /** In the clear, and for StartTLS. */
  readonly url: string;
  readonly tlsUrl: string;
  /** Of the authority that signed its certificate, as PEM. */
  readonly certificate: string;
  /** As who administers it. */
  readonly asAdmin: <T>(body: (client: Client) => Promise<T>) => Promise<T>;
  /** Puts a person there; answers their DN. */
  readonly add: (uid: string, password: string, more?: Readonly<Record<string, string>>) => Promise<string>;
}

export async function startDirectory(): Promise<TestDirectory> {
  await using starting = new AsyncDisposableStack(); // what fails on the way leaves no server behind
  const folder = await mkdtemp(join(tmpdir(), 'argosy-ldap-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'data'));
  await makeCertificate(folder);
  await writeFile(join(folder, 'slapd.conf'), configuration(folder));
  const { slapd, ended, url, tlsUrl, plain } = await startSlapd(join(folder, 'slapd.conf'));
  starting.defer(async () => {
    slapd.kill('SIGTERM');
    await ended;
  });
  await untilListening(plain); // it says that it starts a moment before it listens

  const asAdmin: TestDirectory['asAdmin'] = async (body) => {
    const client = new Client({ url, timeout: 10_000, connectTimeout: 5000 });
    await client.bind(`cn=admin,${baseDn}`, 'admin');
    try {
      return await body(client);
    } finally {
      await client.unbind();
    }
  };
  await asAdmin(async (client) => {
    await client.add(baseDn, { objectClass: ['dcObject', 'organization'], o: 'Example', dc: 'example' });
    await client.add(`ou=people,${baseDn}`, { objectClass: 'organizationalUnit', ou: 'people' });
    await client.add(readerDn, {
      objectClass: ['organizationalRole', 'simpleSecurityObject'],
      cn: 'reader',
      userPassword: readerPassword,
    });
  });
  const running = starting.move();
  return {
    url,
    tlsUrl,
    certificate: await readFile(join(folder, 'authority.pem'), 'utf8'),
    asAdmin,
    async add(uid, password, more = {}) {
      const dn = `uid=${uid},ou=people,${baseDn}`;
      const person = { objectClass: 'inetOrgPerson', uid, cn: uid, sn: uid, userPassword: password, ...more };
      await asAdmin((client) => client.add(dn, person));
      return dn;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const configuration = (folder: string): string => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile ${folder}/slapd.pid
TLSCACertificateFile ${folder}/authority.pem
TLSCertificateFile ${folder}/server.pem
TLSCertificateKeyFile ${folder}/server.key
database mdb
maxsize 16777216
suffix "${baseDn}"
rootdn "cn=admin,${baseDn}"
rootpw admin
directory ${folder}/data
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
`;

async function makeCertificate(folder: string): Promise<void> {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Tests',
  );
  openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=127.0.0.1');
  await writeFile(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n');
  const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'];
  openssl('x509', '-req', '-in', 'server.csr', ...by, '-out', 'server.pem', '-days', '2', '-extfile', 'names');
}

/** At ports that were free a moment ago, as it takes no port 0: another test may have taken one since, and then others are tried. */
async function startSlapd(configurationFile: string, triesLeft = 3) {
  const [plain, secure] = [await freePort(), await freePort()];
  const url = `ldap://127.0.0.1:${plain}`;
  const tlsUrl = `ldaps://127.0.0.1:${secure}`;
  const slapd = spawn('/usr/sbin/slapd', ['-f', configurationFile, '-h', `${url} ${tlsUrl}`, '-d', 'stats'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(slapd, 'exit');
  let said = '';
  const started = Promise.withResolvers<boolean>();
  slapd.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-10_000);
    if (said.includes('slapd starting')) started.resolve(true);
  });
  void ended.then(() => started.resolve(false));
  if (await started.promise) return { slapd, ended, url, tlsUrl, plain };
  if (triesLeft === 0) throw new Error(`slapd ended: ${said}`);
  return startSlapd(configurationFile, triesLeft - 1);
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await pause(25);
    } finally {
      socket.destroy();
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is an object
  await new Promise((resolve) => server.close(resolve));
  return port;
}
