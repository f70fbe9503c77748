import { describe, expect, it } from 'vitest';
import { escapeHtml, html, trusted, when } from './markup.ts';

describe('html', () => {
  it('escapes every text it is given, in elements and in attributes', () => {
    const name = `<script>alert("1")</script>&'`;
    expect(html`<p title="${name}">${name}</p>`.markup).toBe(
      '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">' +
        '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</p>',
    );
  });

  it('keeps markup, joins lists and leaves conditions out', () => {
    const items = ['a', 'b'].map((item) => html`<i>${item}</i>`);
    const { markup } = html`<b>${items}</b>${when(false, () => 'x')}${when(true, () => 'y')}${trusted('<hr>')}`;
    expect(markup).toBe('<b><i>a</i><i>b</i></b>y<hr>');
  });

  it('drops its own indentation and keeps that of what it is given', () => {
    expect(
      html`<pre>${'{\n    "a": 1\n}'}</pre>
        <p>b</p>`.markup,
    ).toBe('<pre>{\n    &quot;a&quot;: 1\n}</pre>\n<p>b</p>');
  });
});

describe('escapeHtml', () => {
  it('replaces characters that could turn round or hide what stands beside them', () => {
    expect(escapeHtml('a\u202eb\u0000c\u001b[31m')).toBe('a\uFFFDb\uFFFDc\uFFFD[31m');
  });
});
