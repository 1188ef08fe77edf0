import { testEveryPage } from './every-page.ts';

testEveryPage('zh');
