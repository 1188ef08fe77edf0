import { entry, list, tail } from '../error-entry.ts';

export const workloadsErrors = {
  file_not_found: entry<{ sha256: string; name?: string }>({
    status: 404,
    retryable: false,
    en: (is) => `The file ${is.name ?? is.sha256} was not uploaded. Upload its content first (PUT /v1/files/<sha256>).`,
    zh: (is) => `文件 ${is.name ?? is.sha256} 尚未上传；请先上传其内容（PUT /v1/files/<sha256>）。`,
  }),
  file_in_use: entry<{ sha256: string; by: readonly string[] }>({
    status: 409,
    retryable: false,
    en: (is) => `File ${is.sha256} is named by ${list(is.by)}. Delete or change these first, or wait for what runs.`,
    zh: (is) => `文件 ${is.sha256} 正被使用：${list(is.by)}；请先删除或修改它们，或等待运行结束。`,
  }),
  name_fixed: entry<{ name: string; asked: string }>({
    status: 422,
    retryable: false,
    en: (is) => `It is named "${is.name}" and stays so. Leave the name as it is, or make another named "${is.asked}".`,
    zh: (is) => `其名称为“${is.name}”，不可更改；请保留名称，或另建名为“${is.asked}”的。`,
  }),
  version_outdated: entry<{ name: string; version: number; present: number }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `"${is.name}" was changed meanwhile: version ${is.version} was edited, and it is at ${is.present}. Read it again, and make your change to that.`,
    zh: (is) => `“${is.name}”已被他人修改：您编辑的是版本 ${is.version}，当前为 ${is.present}；请重新读取后再修改。`,
  }),
  job_busy: entry<{ jobId: string; runId: string }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `Run ${is.runId} of job ${is.jobId} is still going. Wait for its end, or kill it, and delete the job then.`,
    zh: (is) => `作业 ${is.jobId} 的运行 ${is.runId} 仍在进行；请等待其结束或终止后再删除。`,
  }),
  plan_busy: entry<{ planId: string; planRunId: string }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `Plan run ${is.planRunId} of plan ${is.planId} is still going. Wait for its end, or kill it, and delete the plan then.`,
    zh: (is) => `计划 ${is.planId} 的运行 ${is.planRunId} 仍在进行；请等待其结束或终止后再删除。`,
  }),
  file_checksum_differs: entry<{ actual: string; expected: string }>({
    status: 422,
    retryable: true,
    en: (is) => `What arrived has SHA-256 ${is.actual}, not ${is.expected}. Nothing was kept; send it again.`,
    zh: (is) => `收到的内容 SHA-256 为 ${is.actual}，而非 ${is.expected}；未保存，请重新发送。`,
  }),
  archive_unsafe: entry<{ file: string; entry: string } | { file: string; problem: string }>({
    status: 422,
    retryable: false,
    en: (is) =>
      'entry' in is
        ? `${is.file} holds the path "${is.entry}", which leads outside of it. It is refused.`
        : `What ${is.file} holds cannot be read to its end: ${is.problem}. It is refused; pack it anew.`,
    zh: (is) =>
      'entry' in is
        ? `${is.file} 中的路径“${is.entry}”指向其外部，已拒绝。`
        : `无法完整读取 ${is.file} 的内容（${is.problem}），已拒绝；请重新打包。`,
  }),
  parameter_missing: entry<{ parameter: string; where: string; known: readonly string[] }>({
    status: 422,
    retryable: false,
    en: (is) =>
      `\${${is.parameter}} in ${is.where} has no value. Declare it under parameters or give it with --set. Known: ${list(is.known)}.`,
    zh: (is) =>
      `${is.where} 中的 \${${is.parameter}} 没有取值；请在 parameters 中声明或用 --set 指定。已知：${list(is.known)}。`,
  }),
  parameter_unknown: entry<{ parameter: string; known: readonly string[]; job?: string }>({
    status: 422,
    retryable: false,
    en: (is) =>
      `${is.job === undefined ? 'The plan' : `Job "${is.job}"`} has no parameter "${is.parameter}". It has: ${list(is.known) || 'none'}.`,
    zh: (is) =>
      `${is.job === undefined ? '该计划' : `作业“${is.job}”`}没有参数“${is.parameter}”；现有：${list(is.known) || '无'}。`,
  }),
  parameter_invalid: entry<{ value: string; where: string; problem: string }>({
    status: 422,
    retryable: false,
    en: (is) => `"${is.value}" is no value for ${is.where}: ${is.problem}.`,
    zh: (is) => `“${is.value}”不能用作 ${is.where}：${is.problem}。`,
  }),
  job_not_found: entry<{ jobId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no job ${is.jobId}.`,
    zh: (is) => `不存在作业 ${is.jobId}。`,
  }),
  job_name_taken: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `A job named "${is.name}" is already there. Choose another name.`,
    zh: (is) => `名为“${is.name}”的作业已存在；请换一个名称。`,
  }),
  job_component_missing: entry<{ kind: string; component: string; clusterId: string }>({
    status: 409,
    retryable: false,
    en: (is) => `A ${is.kind} job needs the component "${is.component}", which cluster ${is.clusterId} does not have.`,
    zh: (is) => `${is.kind} 作业需要组件“${is.component}”，集群 ${is.clusterId} 未安装。`,
  }),
  job_too_large: entry<{ neededMb: readonly number[]; offeredMb: number; job?: string; fits?: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `${is.job === undefined ? 'The job' : `Job "${is.job}"`} needs ${is.neededMb.join(' + ')} MB at the same time, each on one node; the largest node of the cluster offers ${is.offeredMb} MB. Ask for less, or use larger machines or more of them${is.fits === undefined ? '' : `; it fits on machine type ${is.fits}`}.`,
    zh: (is) =>
      `作业${is.job === undefined ? '' : `“${is.job}”`}同时需要 ${is.neededMb.join(' + ')} MB（每个容器须在一个节点内），集群中最大的节点提供 ${is.offeredMb} MB；请减少请求，或使用更大或更多的节点${is.fits === undefined ? '' : `（机型 ${is.fits} 即可）`}。`,
  }),
  run_not_found: entry<{ runId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no run ${is.runId}.`,
    zh: (is) => `不存在运行 ${is.runId}。`,
  }),
  run_already_ended: entry<{ runId: string; state: string }>({
    status: 409,
    retryable: false,
    en: (is) => `Run ${is.runId} has already ended: ${is.state}.`,
    zh: (is) => `运行 ${is.runId} 已经结束：${is.state}。`,
  }),
  run_failed: entry<{ exitCode: number | string; lastLines?: readonly string[] }>({
    status: 409,
    retryable: false,
    en: (is) => `It ended with exit code ${is.exitCode}.${tail(is.lastLines)}`,
    zh: (is) => `以退出码 ${is.exitCode} 结束。${tail(is.lastLines)}`,
  }),
  run_timed_out: entry<{ seconds: number }>({
    status: 409,
    retryable: false,
    en: (is) => `It was still going after ${is.seconds} s, the time it was given, and was killed.`,
    zh: (is) => `超过限定的 ${is.seconds} 秒仍未结束，已终止。`,
  }),
  run_lost: entry<{ problem: string }>({
    status: 409,
    retryable: true,
    en: (is) => `The cluster lost it: ${is.problem}. Run it again.`,
    zh: (is) => `集群丢失了该运行：${is.problem}；请重新运行。`,
  }),
  submission_refused: entry<{ problem: string }>({
    status: 409,
    retryable: false,
    en: (is) => `YARN did not take it: ${is.problem}.`,
    zh: (is) => `YARN 未接受该运行：${is.problem}。`,
  }),
  environment_failed: entry<{ requirements: readonly string[]; node: string; lastLines?: readonly string[] }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `The Python environment (${list(is.requirements)}) could not be made on ${is.node}.${tail(is.lastLines)}`,
    zh: (is) => `无法在 ${is.node} 上建立 Python 环境（${list(is.requirements)}）。${tail(is.lastLines)}`,
  }),
  plan_not_found: entry<{ planId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no plan ${is.planId}.`,
    zh: (is) => `不存在执行计划 ${is.planId}。`,
  }),
  plan_name_taken: entry<{ name: string }>({
    status: 409,
    retryable: false,
    en: (is) => `A plan named "${is.name}" is already there. Choose another name, or replace it with --replace.`,
    zh: (is) => `名为“${is.name}”的执行计划已存在；请换一个名称，或用 --replace 替换。`,
  }),
  plan_invalid: entry<{ problem: string }>({
    status: 422,
    retryable: false,
    en: (is) => `The plan cannot be carried out: ${is.problem}.`,
    zh: (is) => `该执行计划无法执行：${is.problem}。`,
  }),
  schedule_invalid: entry<{ problem: string }>({
    status: 422,
    retryable: false,
    en: (is) => `The schedule is not usable: ${is.problem}.`,
    zh: (is) => `调度设置无效：${is.problem}。`,
  }),
  plan_run_not_found: entry<{ planRunId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no plan run ${is.planRunId}.`,
    zh: (is) => `不存在计划运行 ${is.planRunId}。`,
  }),
  plan_run_already_ended: entry<{ planRunId: string; state: string }>({
    status: 409,
    retryable: false,
    en: (is) => `Plan run ${is.planRunId} has already ended: ${is.state}.`,
    zh: (is) => `计划运行 ${is.planRunId} 已经结束：${is.state}。`,
  }),
  plan_run_not_ended: entry<{ planRunId: string; state: string }>({
    status: 409,
    retryable: true,
    en: (is) =>
      `Plan run ${is.planRunId} is still going (${is.state}). Wait for its end, or kill it, and run it again then.`,
    zh: (is) => `计划运行 ${is.planRunId} 仍在进行（${is.state}）；请等待其结束或终止后再重新运行。`,
  }),
  plan_run_succeeded: entry<{ planRunId: string }>({
    status: 409,
    retryable: false,
    en: (is) =>
      `Every step of plan run ${is.planRunId} has succeeded. Name the job to begin at (fromJob), or run the plan.`,
    zh: (is) => `计划运行 ${is.planRunId} 的所有步骤均已成功；请指定起始作业（fromJob），或直接运行该计划。`,
  }),
  plan_job_unknown: entry<{ planRunId: string; job: string; known: readonly string[] }>({
    status: 422,
    retryable: false,
    en: (is) =>
      `Plan run ${is.planRunId} cannot be run again from "${is.job}": there is no such job. There are: ${list(is.known)}.`,
    zh: (is) => `无法从“${is.job}”开始重新运行计划运行 ${is.planRunId}：没有该作业；现有：${list(is.known)}。`,
  }),
  plan_jobs_failed: entry<{ jobs: readonly string[] }>({
    status: 409,
    retryable: false,
    en: (is) => `These jobs did not succeed: ${list(is.jobs)}. The plan run says of each why.`,
    zh: (is) => `以下作业未成功：${list(is.jobs)}；计划运行中列有各自的原因。`,
  }),
  output_not_found: entry<{ path: string; planRunId: string }>({
    status: 404,
    retryable: false,
    en: (is) => `There is no output "${is.path}" in plan run ${is.planRunId}.`,
    zh: (is) => `计划运行 ${is.planRunId} 中不存在输出“${is.path}”。`,
  }),
  output_missing: entry<{ output: string; path: string }>({
    status: 409,
    retryable: false,
    en: (is) => `Output "${is.output}": nothing is at ${is.path} in HDFS.`,
    zh: (is) => `输出“${is.output}”：HDFS 的 ${is.path} 处没有内容。`,
  }),
  transfer_failed: entry<{ what: string; problem: string }>({
    status: 409,
    retryable: true,
    en: (is) => `${is.what} could not be copied: ${is.problem}.`,
    zh: (is) => `无法复制 ${is.what}：${is.problem}。`,
  }),
};
