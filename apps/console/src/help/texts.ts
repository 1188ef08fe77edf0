// Words around the documents.
import { textTable } from '../app/text.ts';

export const helpTexts = textTable('help', {
  documents: { en: 'Documentation', zh: '文档' },
  inEnglish: { en: 'This document is written in English.', zh: '本文档为英文；术语表列有中文对照。' },
  readOn: { en: 'In the documentation', zh: '查阅文档' },
  onThisPage: { en: 'On this page', zh: '本页内容' },
  work: { en: 'Clusters, jobs and plans', zh: '集群、作业与执行计划' },
  people: { en: 'People and permissions', zh: '用户与权限' },
  running: { en: 'Running Argosy', zh: '运行与维护' },
  figures: { en: 'Figures', zh: '性能数据' },
  glossary: { en: 'Glossary', zh: '术语表' },
  tour: { en: 'A tour of Argosy', zh: '云舟导览' },
});
