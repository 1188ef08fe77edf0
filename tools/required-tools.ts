// What the tests need beyond npm, and how it comes onto a machine. As root on Debian it is installed; elsewhere each missing
// part is named with the command that installs it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';

interface RequiredTool {
  readonly what: string;
  readonly isThere: () => boolean;
  readonly debianPackage: string;
}

const runs = (program: string, ...rest: string[]): boolean =>
  spawnSync(program, rest, { stdio: 'ignore' }).status === 0;

const required: readonly RequiredTool[] = [
  { what: 'a JDK 17', isThere: () => runs('javac', '-version'), debianPackage: 'openjdk-17-jdk-headless' },
  { what: 'Maven', isThere: () => runs('mvn', '-v'), debianPackage: 'maven' },
  {
    // the system's own: a Python in somebody's home cannot be run by the users that nodes run as
    what: 'Python 3 with venv and pip',
    isThere: () =>
      runs('/usr/bin/python3', '-c', 'import venv, ensurepip') && runs('/usr/bin/python3', '-m', 'pip', '--version'),
    debianPackage: 'python3-venv python3-pip',
  },
  {
    what: 'OpenLDAP, and OpenSSL for its certificate', // the directory that people sign in with
    isThere: () => existsSync('/usr/sbin/slapd') && runs('openssl', 'version'),
    debianPackage: 'slapd openssl',
  },
  { what: 'zsh', isThere: () => runs('zsh', '-c', 'true'), debianPackage: 'zsh' },
  {
    what: 'Chromium, and its engine without windows',
    isThere: () =>
      existsSync('/usr/bin/chromium') &&
      (existsSync('/usr/bin/chromium-headless-shell') || !existsSync('/etc/debian_version')),
    debianPackage: 'chromium chromium-headless-shell',
  },
  {
    what: 'a font with Chinese letters',
    isThere: () => spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout?.trim() !== '',
    debianPackage: 'fontconfig fonts-wqy-microhei',
  },
  {
    what: 'PostgreSQL 15',
    isThere: () => existsSync('/usr/lib/postgresql/15/bin/postgres'),
    debianPackage: 'postgresql-15',
  },
];

/** Debian's package makes and starts a server for the whole machine, unless its own setting says otherwise: the tests need its
 *  programs only. Answers with what takes the setting away again, so that a person's later installation is as they know it. */
function keepPostgresFromStarting(): () => void {
  const folder = '/etc/postgresql-common/createcluster.d';
  const setting = `${folder}/argosy-tests.conf`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(setting, 'create_main_cluster = false\n');
  return () => rmSync(setting);
}

/** Installs or names what is missing; ends the process when something is missing and may not be installed. */
export async function requireTools(): Promise<void> {
  const missing = required.filter((tool) => !tool.isThere());
  if (missing.length === 0) return;
  const packages = missing.flatMap((tool) => tool.debianPackage.split(' '));
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log(`installing what the tests need: ${packages.join(' ')}`);
    const mayStartAgain = keepPostgresFromStarting();
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment });
    spawnSync('sh', ['-c', `${command} -qq`], { stdio: 'inherit', env: environment });
    mayStartAgain();
  }
  const still = required.filter((tool) => !tool.isThere());
  if (still.length === 0) return;
  for (const tool of still) console.error(`missing: ${tool.what} (Debian: apt-get install ${tool.debianPackage})`);
  process.exit(1);
}
