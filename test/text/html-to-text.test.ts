import { expect, test } from 'vitest';
import { htmlToText } from '../../src/text/html-to-text.ts';

test.for([
  ['<p>one<br>two<br/>three</p><p>four</p>', 'one\ntwo\nthree\nfour'],
  ['<a href="https://x.example" class="mention">@<span>bob</span></a> hi', '@bob hi'],
  ['&lt;b&gt; &amp;amp; &quot;x&quot; &#39;y&#x27;&nbsp;z', '<b> &amp; "x" \'y\' z'],
  ['&unknown; & &#99999999; &#x110000;', '&unknown; & &#99999999; &#x110000;'],
  ['a < b', 'a < b'],
] as const)('%s becomes plain text', ([html, text]) => {
  expect(htmlToText(html)).toBe(text);
});
