// `argosy doctor`: what this machine has and what a cluster needs, each with what to do. Looks only; changes nothing.
import { findPortHolder, isPortFree } from '@argosy/host/ports';
import { findPython } from '@argosy/host/python';
import { messageOf, Refusal } from '@argosy/kernel/errors';
import { sentenceOf } from '@argosy/contract/errors';
import { findJava } from '@argosy/server/clusters/releases/find-java';
import { findPrograms } from '@argosy/server/platform/postgres/native';
import { findUser, firstClosedFolder, systemUsers, userCommand } from '@argosy/server/platform/system/users';
import { findRunningServer } from '@argosy/server/server-file';
import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { freemem, totalmem, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { bytes } from '../operations/table.ts';
import type { Context } from '../profile.ts';
import { freeAt } from './status.ts';

const run = promisify(execFile);

/** As good as a user that is not made yet: it may enter what everybody may. */
const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 };

export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do; empty when all is well. */
  readonly advice: string;
}

type Words = Readonly<Record<'en' | 'zh', string>>;
type Finding = readonly [state: Check['state'], found: string, advice?: Words];

/** Every check, in the order in which a first start would stumble. */
export async function examine(context: Context): Promise<readonly Check[]> {
  const checks: readonly (readonly [string, () => Finding | Promise<Finding>])[] = [
    ['Node', () => ['ok', process.version]],
    ['Java', () => java(context)],
    ['Maven', () => maven(context)],
    ['Python', () => python(context)],
    ['PostgreSQL', () => postgres(context)],
    ['users', users],
    ['home', () => homeFolder(context)],
    ['memory', memory],
    ['disk', () => disk(context)],
    ['port', () => port(context)],
    ['addresses', addresses],
  ];
  return Promise.all(
    checks.map(async ([name, look]) => {
      const [state, found, advice] = await look();
      return { name, state, found, advice: advice?.[context.language] ?? '' };
    }),
  );
}

async function java({ environment, language }: Context): Promise<Finding> {
  try {
    const { home, build } = await findJava(environment);
    return ['ok', `${build} (${home}${environment['JAVA_HOME'] ? ', JAVA_HOME' : ''})`];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const advice = sentenceOf(error.code, error.facts, language);
    return ['fail', error.code, { en: advice, zh: advice }];
  }
}

async function maven({ environment }: Context): Promise<Finding> {
  const version = await firstLine('mvn', ['-v', '-q']).catch(() => firstLine('mvn', ['-v']).catch(() => undefined));
  if (version !== undefined) {
    const found = stripVTControlCharacters(version);
    const kept = await mavenFolder(environment);
    return kept.isUsable ? ['ok', found] : ['warn', found, kept.advice];
  }
  const advice = {
    en: 'Maven fetches the Hadoop packages. Debian: apt-get install maven',
    zh: 'Maven 用于获取 Hadoop 软件包。Debian：apt-get install maven',
  };
  return ['fail', '—', advice];
}

/** Where Maven keeps what it fetches: Java knows the home of a user from the system, whatever HOME says. */
async function mavenFolder(environment: Context['environment']) {
  const home = userInfo().homedir;
  const folder = join(home, '.m2');
  const isWritable = (path: string) =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    );
  const isElsewhere = /-D(user\.home|maven\.repo\.local)=/.test(environment['MAVEN_OPTS'] ?? '');
  const isUsable = isElsewhere || (await isWritable(folder)) || (!existsSync(folder) && (await isWritable(home)));
  const advice = {
    en: `Maven keeps what it fetches in ${folder}, which cannot be written. Make it, or set MAVEN_OPTS=-Duser.home=<folder> before "up".`,
    zh: `Maven 将下载内容保存在 ${folder}，但该处不可写。请创建该目录，或在 "up" 之前设置 MAVEN_OPTS=-Duser.home=<目录>。`,
  };
  return { isUsable, advice };
}

/** Asked for the user of nodes: what that user can run, whoever runs the server and fetches with it can run too. */
async function python({ environment, language }: Context): Promise<Finding> {
  const node = process.getuid?.() === 0 ? ((await findUser(systemUsers.node)) ?? nobody) : undefined;
  try {
    const { version, path } = await findPython({ searchPath: environment['PATH'], user: node, environment: {} });
    return ['ok', `${version} (${path})`];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const advice = sentenceOf(error.code, error.facts, language);
    return ['fail', error.code, { en: advice, zh: advice }];
  }
}

async function postgres({ environment, home }: Context): Promise<Finding> {
  if (environment['DATABASE_URL']) return ['ok', 'DATABASE_URL'];
  try {
    const { postgres } = await findPrograms(home.postgres, undefined);
    return ['ok', await firstLine(postgres, ['--version'])];
  } catch (error) {
    return [
      'fail',
      error instanceof Refusal ? String(error.facts['reason']) : String(error),
      {
        en: 'Install the modules again (npm ci), or set DATABASE_URL to a PostgreSQL server of your own.',
        zh: '请重新安装模块（npm ci），或将 DATABASE_URL 设为自有的 PostgreSQL 服务器。',
      },
    ];
  }
}

async function users(): Promise<Finding> {
  if (process.getuid?.() !== 0) return ['ok', `uid ${process.getuid?.()}`];
  const missing = [];
  const names = Object.values(systemUsers);
  for (const name of names) if (!(await findUser(name))) missing.push(name);
  if (missing.length === 0) return ['ok', names.join(', ')];
  const commands = missing.map((name) => userCommand(name).join(' ')).join(' && ');
  if (existsSync('/usr/sbin/useradd')) return ['ok', `root; made at the first start: ${missing.join(', ')}`];
  return ['fail', missing.join(', '), { en: `Make them: ${commands}`, zh: `请创建：${commands}` }];
}

async function homeFolder({ home, language }: Context): Promise<Finding> {
  let nearest = home.path;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  const problem = await whyUnusable(nearest);
  if (problem !== undefined) {
    const advice = sentenceOf('home_unusable', { home: home.path, problem }, language);
    return ['fail', home.path, { en: advice, zh: advice }];
  }
  if (process.getuid?.() !== 0) return ['ok', home.path];
  const closed = await firstClosedFolder(nearest, nobody);
  if (closed === undefined) return ['ok', home.path];
  return [
    'fail',
    home.path,
    {
      en: `Only some may enter ${closed}, and the daemons do not run as root. Run chmod o+x ${closed}, or choose another ARGOSY_HOME.`,
      zh: `${closed} 仅部分用户可进入，而守护进程不以 root 运行。请执行 chmod o+x ${closed}，或另选 ARGOSY_HOME。`,
    },
  ];
}

/** Why a home cannot be made, or kept, in this folder. */
async function whyUnusable(folder: string): Promise<string | undefined> {
  try {
    await access(`${folder}/`, constants.W_OK | constants.X_OK); // with the slash a file is refused
    const { blocks } = await statfs(folder);
    return blocks === 0 ? `${folder} is on no disk` : undefined; // root may write in /proc, as far as it can be told
  } catch (error) {
    return messageOf(error);
  }
}

// What a cluster of one master and two core nodes of the local family needs, with the control plane beside it.
const memoryForOne = 3.5e9;

function memory(): Finding {
  const found = `${bytes(freemem())} / ${bytes(totalmem())}`;
  if (freemem() >= memoryForOne) return ['ok', found];
  return [
    'warn',
    found,
    {
      en: 'A cluster of three small nodes wants about 3.5 GB free. Stop something, or make a smaller one.',
      zh: '三个小型节点的集群约需 3.5 GB 空闲内存；请停止部分程序，或创建更小的集群。',
    },
  ];
}

async function disk({ home }: Context): Promise<Finding> {
  const free = (await freeAt(home.path)) ?? 0;
  const found = `${bytes(free)} (${home.path})`;
  const advice = {
    en: 'A release takes about 2 GB, its clusters what their data takes. Free some, or set ARGOSY_HOME to a larger disk.',
    zh: '一个发行版约占 2 GB，集群另需存放数据的空间；请释放空间，或将 ARGOSY_HOME 设到更大的磁盘。',
  };
  return free > 10e9 ? ['ok', found] : [free > 3e9 ? 'warn' : 'fail', found, advice];
}

async function port({ environment, home }: Context): Promise<Finding> {
  const number = Number(environment['ARGOSY_PORT'] ?? 8440);
  const running = await findRunningServer(home).catch(() => undefined); // another user's: said of the home
  if (running) return ['ok', `${running.url} (Argosy)`];
  if (number === 0 || (await isPortFree('127.0.0.1', number))) return ['ok', `127.0.0.1:${number}`];
  const holder = findPortHolder('127.0.0.1', number);
  return [
    'fail',
    `127.0.0.1:${number}${holder ? ` — pid ${holder.pid}` : ''}`,
    {
      en: 'Another program listens there. Stop it, or choose another port: ARGOSY_PORT=8441',
      zh: '该端口已被其他程序占用。请停止该程序，或换用其他端口：ARGOSY_PORT=8441',
    },
  ];
}

/** Linux answers at all of 127.0.0.0/8; other systems only at 127.0.0.1 until told otherwise. */
async function addresses(): Promise<Finding> {
  const address = '127.64.1.10';
  const server = createServer();
  try {
    server.listen(0, address);
    await once(server, 'listening');
    return ['ok', '127.0.0.0/8'];
  } catch {
    return [
      'fail',
      address,
      {
        en: `Nodes get loopback addresses such as ${address}, which this machine does not have. On Linux: ip addr add 127.0.0.1/8 dev lo`,
        zh: `节点使用 ${address} 之类的回环地址，本机不可用。Linux：ip addr add 127.0.0.1/8 dev lo`,
      },
    ];
  } finally {
    server.close();
  }
}

async function firstLine(program: string, words: readonly string[]): Promise<string> {
  // As an install runs it: Maven cannot start in a folder whose name its locale cannot say.
  const { stdout } = await run(program, [...words], { timeout: 20_000, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return stdout.split('\n')[0] ?? '';
}
