import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PageKind, pageKindOf, type PagePlace, PageRewriter, rewriteLocation } from './rewrite-page.ts';

const nodes = ['127.70.1.10:8088', '127.70.1.10:9870', '127.70.1.11:8042', '127.70.1.11:9864', '127.70.1.10:19888'];
const place: PagePlace = {
  base: '/web/c-1',
  authority: '127.70.1.10:8088',
  targetOf: (authority) =>
    nodes.includes(authority) ? authority : authority === 'localhost:8088' ? nodes[0] : undefined,
};

function rewritten(kind: PageKind, page: string, pieceLength = page.length || 1): string {
  const rewriter = new PageRewriter(kind, place);
  let out = '';
  for (let at = 0; at < page.length; at += pieceLength) out += rewriter.push(page.slice(at, at + pieceLength));
  return out + rewriter.end();
}

const own = '/web/c-1/127.70.1.10:8088';

// What the pages of Hadoop 3.5 and Spark 4.3 hold, shortened.
const shapes: readonly (readonly [string, PageKind, string, string])[] = [
  [
    'a link from the root',
    'html',
    '<a href="/cluster/apps">Applications</a>',
    `<a href="${own}/cluster/apps">Applications</a>`,
  ],
  [
    'the root itself',
    'html',
    '<a class="x" href="/"><img src="/static/logo.png"/>',
    `<a class="x" href="${own}/"><img src="${own}/static/logo.png"/>`,
  ],
  [
    'a script',
    'html',
    '<script type="text/javascript" src="/static/a.js"></script>',
    `<script type="text/javascript" src="${own}/static/a.js"></script>`,
  ],
  [
    'a link to another daemon',
    'html',
    "<a href='http://127.70.1.10:19888/jobhistory/job/job_1'>",
    "<a href='/web/c-1/127.70.1.10:19888/jobhistory/job/job_1'>",
  ],
  [
    'a link to a daemon by the name of its machine',
    'html',
    '<a href="http://localhost:8088/proxy/application_1/"> <a href="http://localhost:8099/">',
    `<a href="${own}/proxy/application_1/"> <a href="http://localhost:8099/">`,
  ],
  ['a link without a scheme', 'html', '<a href="//127.70.1.11:8042">', '<a href="/web/c-1/127.70.1.11:8042">'],
  [
    'a link within the page',
    'html',
    '<a href="jobs/">  <a href="#tab"> <a href="?a=/b">',
    '<a href="jobs/">  <a href="#tab"> <a href="?a=/b">',
  ],
  [
    'a link to who is none of the cluster',
    'html',
    '<a href="http://127.70.9.10:8088/"> <a href="https://hadoop.apache.org/">',
    '<a href="http://127.70.9.10:8088/"> <a href="https://hadoop.apache.org/">',
  ],
  [
    'a link that Spark made for here',
    'html',
    `<a href="${own}/history/app-1/jobs/">`,
    `<a href="${own}/history/app-1/jobs/">`,
  ],
  [
    'what is only shown',
    'html',
    '<pre>GET http://127.70.1.10:8088/cluster "/conf" href</pre>',
    '<pre>GET http://127.70.1.10:8088/cluster "/conf" href</pre>',
  ],
  [
    'a page that leads on',
    'html',
    '<meta http-equiv="REFRESH" content="0;url=/cluster" />',
    `<meta http-equiv="REFRESH" content="0;url=${own}/cluster" />`,
  ],
  [
    'a style within a page',
    'html',
    '<style>a{background:url(/static/a.png)}</style>',
    `<style>a{background:url(${own}/static/a.png)}</style>`,
  ],
  [
    'rows that a script shows',
    'html',
    `<script>var nodeTableData=[["<a href='//127.70.1.11:8042'>127.70.1.11:8042</a>"]]</script>`,
    `<script>var nodeTableData=[["<a href='/web/c-1/127.70.1.11:8042'>127.70.1.11:8042</a>"]]</script>`,
  ],
  [
    'rows with escaped slashes',
    'html',
    String.raw`<script>var appsTableData=[["<a href='\/cluster\/app\/application_1'>","<a href='http:\/\/127.70.1.10:8088\/proxy\/application_1\/'>"]]</script>`,
    String.raw`<script>var appsTableData=[["<a href='/web/c-1/127.70.1.10:8088/cluster\/app\/application_1'>","<a href='/web/c-1/127.70.1.10:8088\/proxy\/application_1\/'>"]]</script>`,
  ],
  [
    'where a Spark page behind YARN stands',
    'html',
    "<script>setUIRoot('/proxy/application_1')</script>",
    `<script>setUIRoot('${own}/proxy/application_1')</script>`,
  ],
  [
    'after a script it is text again',
    'html',
    `<script>f("/jmx")</script><p>"/jmx"</p>`,
    `<script>f("${own}/jmx")</script><p>"/jmx"</p>`,
  ],
  [
    'what a script asks for',
    'script',
    `{"url": "/jmx?qry=Hadoop:service=NameNode"}; $.ajax({'url': '/conf'}); var url = '/webhdfs/v1' + path`,
    `{"url": "${own}/jmx?qry=Hadoop:service=NameNode"}; $.ajax({'url': '${own}/conf'}); var url = '${own}/webhdfs/v1' + path`,
  ],
  [
    'what is added to something',
    'script',
    `uiRoot + "/api/v1/applications"; words.join('/') + '/static/' + name`,
    `uiRoot + "/api/v1/applications"; words.join('/') + '/static/' + name`,
  ],
  [
    'what is looked for',
    'script',
    `if (location.pathname.indexOf("/history/") >= 0) path.split('/proxy/')`,
    `if (location.pathname.indexOf("/history/") >= 0) path.split('/proxy/')`,
  ],
  [
    'slashes that are no links',
    'script',
    `var dir = "/"; p.replace(/\\/+[^/]+\\/*$/,"") || '/'; f("/etc/hosts")`,
    `var dir = "/"; p.replace(/\\/+[^/]+\\/*$/,"") || '/'; f("/etc/hosts")`,
  ],
  [
    'an address that is put together',
    'script',
    `n.dnWebAddress = "http://" + dnHost + ":" + port; a = 'https://' + b`,
    `n.dnWebAddress = "/web/c-1/" + dnHost + ":" + port; a = '/web/c-1/' + b`,
  ],
  [
    'the words of a licence',
    'script',
    ' *     http://www.apache.org/licenses/LICENSE-2.0',
    ' *     http://www.apache.org/licenses/LICENSE-2.0',
  ],
  [
    'an address in JSON',
    'json',
    '{"Location":"http://127.70.1.11:9864/webhdfs/v1/a?op=OPEN","path":"/jmx","n":"127.70.1.11:9864"}',
    '{"Location":"/web/c-1/127.70.1.11:9864/webhdfs/v1/a?op=OPEN","path":"/jmx","n":"127.70.1.11:9864"}',
  ],
  [
    'a style sheet',
    'style',
    `@import "/static/b.css"; a{background:url('/static/a.png')} b{background:url(images/b.png)}`,
    `@import "${own}/static/b.css"; a{background:url('${own}/static/a.png')} b{background:url(images/b.png)}`,
  ],
];

for (const [what, kind, page, expected] of shapes)
  test(`CLU-7 links of native pages: ${what}`, () => {
    expect(rewritten(kind, page)).toBe(expected);
    for (const pieceLength of [1, 2, 7]) expect(rewritten(kind, page, pieceLength)).toBe(expected);
  });

test('CLU-7 a page comes out the same in whatever pieces it comes, with nothing lost', () => {
  const bits = fc.constantFrom(
    ...shapes.filter(([, kind]) => kind === 'html').map(([, , page]) => page),
    'ordinary text, '.repeat(60),
    '<script>',
    '</script>',
    '"',
    ' href=',
    "'/conf",
    '//127.70.1.11:8042/',
  );
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 30 }), fc.integer({ min: 1, max: 2000 }), (parts, pieceLength) => {
      const page = parts.join('');
      const whole = rewritten('html', page);
      expect(rewritten('html', page, pieceLength)).toBe(whole);
      expect(whole.replaceAll(/\/web\/c-1(\/127\.70\.1\.10:8088)?/g, '').length).toBeLessThanOrEqual(page.length);
    }),
    { numRuns: 300 },
  );
});

test('CLU-7 a page of any size is rewritten in a moment, also one made to hold it up', () => {
  for (const part of [' href= ', 'content="1;url=', `"/`, 'href="', '//127.', '<script ', 'http:', ' ', '+ ']) {
    const from = performance.now();
    rewritten('html', part.repeat(400_000 / part.length), 16_384);
    rewritten('script', part.repeat(400_000 / part.length), 16_384);
    expect(performance.now() - from, part).toBeLessThan(5000);
  }
});

test('CLU-7 a redirect stays among the pages of the cluster', () => {
  expect(rewriteLocation('/cluster', place)).toBe(`${own}/cluster`);
  expect(rewriteLocation('http://127.70.1.10:19888/jobhistory', place)).toBe('/web/c-1/127.70.1.10:19888/jobhistory');
  expect(rewriteLocation('jobs/?a=http://b', place)).toBe('jobs/?a=http://b');
  expect(rewriteLocation(`${own}/history/`, place)).toBe(`${own}/history/`);
  for (const outside of [
    'http://evil.example/',
    '//evil.example/',
    'http://127.70.9.10:8088/',
    String.raw`/\evil.example`,
    'javascript:alert(1)',
    'http://127.70.1.10:8088@evil.example/',
  ])
    expect(rewriteLocation(outside, place), outside).toBeUndefined();
});

test('only what has links is looked through', () => {
  expect(pageKindOf('text/html;charset=utf-8')).toBe('html');
  expect(pageKindOf('application/javascript')).toBe('script');
  expect(pageKindOf('application/octet-stream')).toBeUndefined();
  expect(pageKindOf(undefined)).toBeUndefined();
});
