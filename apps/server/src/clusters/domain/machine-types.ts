// The machine types a node can have, as a table, and how a node's memory is divided (CLU-1): first what the daemons of its
// duties need, and all that is left is YARN's. Pure. The `local` family is for nodes that share one machine: many small JVMs
// that must start fast. The `general` family is for nodes that have a machine to themselves.

export interface MachineType {
  readonly name: string;
  readonly family: 'local' | 'general';
  readonly vcpus: number;
  readonly memoryMb: number;
  readonly description: { readonly zh: string; readonly en: string };
}

export const machineTypes: readonly MachineType[] = [
  local('local.small', 2, 2048, {
    zh: '本机小型：仅适合主节点或小试验',
    en: 'small, on this machine: a master, or a first try',
  }),
  local('local.medium', 2, 4096, { zh: '本机中型：常用', en: 'medium, on this machine: the usual choice' }),
  local('local.large', 4, 8192, { zh: '本机大型：较大的作业', en: 'large, on this machine: larger jobs' }),
  general('general.large', 4, 16_384),
  general('general.xlarge', 8, 32_768),
  general('general.2xlarge', 16, 65_536),
];

export function findMachineType(name: string): MachineType | undefined {
  return machineTypes.find((each) => each.name === name);
}

function local(name: string, vcpus: number, memoryMb: number, description: MachineType['description']): MachineType {
  return { name, family: 'local', vcpus, memoryMb, description };
}

function general(name: string, vcpus: number, memoryMb: number): MachineType {
  const gigabytes = memoryMb / 1024;
  return {
    name,
    family: 'general',
    vcpus,
    memoryMb,
    description: {
      zh: `通用型：${vcpus} 核 ${gigabytes} GiB，服务使用服务器级 JVM 设置`,
      en: `general purpose: ${vcpus} CPUs, ${gigabytes} GiB, daemons with server JVM settings`,
    },
  };
}
