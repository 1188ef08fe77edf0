// The components that can be chosen. A new one is a file beside these and a place in this list.
import type { Component } from './component.ts';
import { hdfs } from './hdfs.ts';
import { mapreduce } from './mapreduce.ts';
import { spark } from './spark.ts';
import { yarn } from './yarn.ts';

export const components: readonly Component[] = [hdfs, yarn, mapreduce, spark];

/** Those of these names, in the order of the list. Names were checked before (validate-cluster.ts). */
export function componentsNamed(names: readonly string[]): readonly Component[] {
  return components.filter((each) => names.includes(each.name));
}
