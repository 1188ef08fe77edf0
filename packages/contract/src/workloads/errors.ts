import type { Facts } from '@argosy/kernel/errors';
import type { ErrorTable } from '../errors.ts';

const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));
const tail = (is: Facts): string => (is['lastLines'] ? `\n${list(is['lastLines'])}` : '');

export const workloadsErrors = {
  file_not_found: {
    status: 422,
    retryable: false,
    en: (is) =>
      `The file ${String(is['name'] ?? is['sha256'])} was not uploaded. Upload its content first (PUT /v1/files/<sha256>).`,
    zh: (is) => `文件 ${String(is['name'] ?? is['sha256'])} 尚未上传；请先上传其内容（PUT /v1/files/<sha256>）。`,
  },
  file_checksum_differs: {
    status: 422,
    retryable: true,
    en: (is) =>
      `What arrived has SHA-256 ${String(is['actual'])}, not ${String(is['expected'])}. Nothing was kept; send it again.`,
    zh: (is) => `收到的内容 SHA-256 为 ${String(is['actual'])}，而非 ${String(is['expected'])}；未保存，请重新发送。`,
  },
  archive_unsafe: {
    status: 422,
    retryable: false,
    en: (is) =>
      is['entry'] === undefined
        ? `What ${String(is['file'])} holds cannot be read to its end: ${String(is['problem'])}. It is refused; pack it anew.`
        : `${String(is['file'])} holds the path "${String(is['entry'])}", which leads outside of it. It is refused.`,
    zh: (is) =>
      is['entry'] === undefined
        ? `无法完整读取 ${String(is['file'])} 的内容（${String(is['problem'])}），已拒绝；请重新打包。`
        : `${String(is['file'])} 中的路径“${String(is['entry'])}”指向其外部，已拒绝。`,
  },
  parameter_missing: {
    status: 422,
    retryable: false,
    en: (is) =>
      `\${${String(is['parameter'])}} in ${String(is['where'])} has no value. Declare it under parameters or give it with --set. Known: ${list(is['known'])}.`,
    zh: (is) =>
      `${String(is['where'])} 中的 \${${String(is['parameter'])}} 没有取值；请在 parameters 中声明或用 --set 指定。已知：${list(is['known'])}。`,
  },
  parameter_unknown: {
    status: 422,
    retryable: false,
    en: (is) => `The plan has no parameter "${String(is['parameter'])}". It has: ${list(is['known'])}.`,
    zh: (is) => `该计划没有参数“${String(is['parameter'])}”；现有：${list(is['known'])}。`,
  },
  parameter_invalid: {
    status: 422,
    retryable: false,
    en: (is) => `"${String(is['value'])}" is no value for ${String(is['where'])}: ${String(is['problem'])}.`,
    zh: (is) => `“${String(is['value'])}”不能用作 ${String(is['where'])}：${String(is['problem'])}。`,
  },
  job_not_found: {
    status: 404,
    retryable: false,
    en: (is) => `There is no job ${String(is['jobId'])}.`,
    zh: (is) => `不存在作业 ${String(is['jobId'])}。`,
  },
  job_name_taken: {
    status: 409,
    retryable: false,
    en: (is) => `A job named "${String(is['name'])}" is already there. Choose another name.`,
    zh: (is) => `名为“${String(is['name'])}”的作业已存在；请换一个名称。`,
  },
  job_component_missing: {
    status: 409,
    retryable: false,
    en: (is) =>
      `A ${String(is['kind'])} job needs the component "${String(is['component'])}", which cluster ${String(is['clusterId'])} does not have.`,
    zh: (is) =>
      `${String(is['kind'])} 作业需要组件“${String(is['component'])}”，集群 ${String(is['clusterId'])} 未安装。`,
  },
  job_too_large: {
    status: 409,
    retryable: false,
    en: (is) =>
      `The job asks for a container of ${String(is['neededMb'])} MB; the largest node of the cluster offers ${String(is['offeredMb'])} MB. Ask for less or use larger machines.`,
    zh: (is) =>
      `作业请求 ${String(is['neededMb'])} MB 的容器，集群中最大的节点仅提供 ${String(is['offeredMb'])} MB；请减少请求或使用更大的机型。`,
  },
  run_not_found: {
    status: 404,
    retryable: false,
    en: (is) => `There is no run ${String(is['runId'])}.`,
    zh: (is) => `不存在运行 ${String(is['runId'])}。`,
  },
  run_already_ended: {
    status: 409,
    retryable: false,
    en: (is) => `Run ${String(is['runId'])} has already ended: ${String(is['state'])}.`,
    zh: (is) => `运行 ${String(is['runId'])} 已经结束：${String(is['state'])}。`,
  },
  run_failed: {
    status: 409,
    retryable: false,
    en: (is) => `It ended with exit code ${String(is['exitCode'])}.${tail(is)}`,
    zh: (is) => `以退出码 ${String(is['exitCode'])} 结束。${tail(is)}`,
  },
  run_timed_out: {
    status: 409,
    retryable: false,
    en: (is) => `It was still going after ${String(is['seconds'])} s, the time it was given, and was killed.`,
    zh: (is) => `超过限定的 ${String(is['seconds'])} 秒仍未结束，已终止。`,
  },
  run_lost: {
    status: 409,
    retryable: true,
    en: (is) => `The cluster lost it: ${String(is['problem'])}. Run it again.`,
    zh: (is) => `集群丢失了该运行：${String(is['problem'])}；请重新运行。`,
  },
  submission_refused: {
    status: 409,
    retryable: false,
    en: (is) => `YARN did not take it: ${String(is['problem'])}.`,
    zh: (is) => `YARN 未接受该运行：${String(is['problem'])}。`,
  },
  environment_failed: {
    status: 409,
    retryable: true,
    en: (is) =>
      `The Python environment (${list(is['requirements'])}) could not be made on ${String(is['node'])}.${tail(is)}`,
    zh: (is) => `无法在 ${String(is['node'])} 上建立 Python 环境（${list(is['requirements'])}）。${tail(is)}`,
  },
  plan_not_found: {
    status: 404,
    retryable: false,
    en: (is) => `There is no plan ${String(is['planId'])}.`,
    zh: (is) => `不存在执行计划 ${String(is['planId'])}。`,
  },
  plan_name_taken: {
    status: 409,
    retryable: false,
    en: (is) =>
      `A plan named "${String(is['name'])}" is already there. Choose another name, or replace it with --replace.`,
    zh: (is) => `名为“${String(is['name'])}”的执行计划已存在；请换一个名称，或用 --replace 替换。`,
  },
  plan_invalid: {
    status: 422,
    retryable: false,
    en: (is) => `The plan cannot be carried out: ${String(is['problem'])}.`,
    zh: (is) => `该执行计划无法执行：${String(is['problem'])}。`,
  },
  schedule_invalid: {
    status: 422,
    retryable: false,
    en: (is) => `The schedule is not usable: ${String(is['problem'])}.`,
    zh: (is) => `调度设置无效：${String(is['problem'])}。`,
  },
  plan_run_not_found: {
    status: 404,
    retryable: false,
    en: (is) => `There is no plan run ${String(is['planRunId'])}.`,
    zh: (is) => `不存在计划运行 ${String(is['planRunId'])}。`,
  },
  plan_run_already_ended: {
    status: 409,
    retryable: false,
    en: (is) => `Plan run ${String(is['planRunId'])} has already ended: ${String(is['state'])}.`,
    zh: (is) => `计划运行 ${String(is['planRunId'])} 已经结束：${String(is['state'])}。`,
  },
  plan_jobs_failed: {
    status: 409,
    retryable: false,
    en: (is) => `These jobs did not succeed: ${list(is['jobs'])}. See argosy job logs <run>.`,
    zh: (is) => `以下作业未成功：${list(is['jobs'])}；详见 argosy job logs <运行>。`,
  },
  output_not_found: {
    status: 404,
    retryable: false,
    en: (is) => `There is no output "${String(is['path'])}" in plan run ${String(is['planRunId'])}.`,
    zh: (is) => `计划运行 ${String(is['planRunId'])} 中不存在输出“${String(is['path'])}”。`,
  },
  output_missing: {
    status: 409,
    retryable: false,
    en: (is) => `Output "${String(is['output'])}": nothing is at ${String(is['path'])} in HDFS.`,
    zh: (is) => `输出“${String(is['output'])}”：HDFS 的 ${String(is['path'])} 处没有内容。`,
  },
  transfer_failed: {
    status: 409,
    retryable: true,
    en: (is) => `${String(is['what'])} could not be copied: ${String(is['problem'])}.`,
    zh: (is) => `无法复制 ${String(is['what'])}：${String(is['problem'])}。`,
  },
} satisfies ErrorTable;
