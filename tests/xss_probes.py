"""What is tried to make a browser run something: texts, and how it is told.

Every probe that runs calls ``alert``; every template that is filled in gives 1337.
"""

from __future__ import annotations

EVALUATED = "1337"
"""What comes of the probes that are templates."""

_TAGS = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=data:text/javascript,alert(1)></script>",
    "<script/x>alert(1)</script/x>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)//",
    "<<script>alert(1)//<</script>",
    "<script\x00>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<noscript><p title='</noscript><script>alert(1)</script>'>",
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=x OnErRoR=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror=&#97;lert(1)>",
    "<img src=x onerror='alert`1`'>",
    "<img src=`x`onerror=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<body onpageshow=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<style>*{animation:x}@keyframes x{}</style><p onanimationstart=alert(1)>",
    "<p style=animation:x onanimationend=alert(1)>",
    "<a autofocus tabindex=1 onfocus=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<iframe onload=alert(1)>",
    "<object data=javascript:alert(1)>",
    "<object data='data:text/html,<script>alert(1)</script>'>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<form id=x></form><button form=x formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1) type=image>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta http-equiv=refresh content='0;url=data:text/html,<svg onload=alert(1)>'>",
    "<base href='javascript:/a/-alert(1)///'>",
    "<base href=//example.invalid/>",
    "<link rel=stylesheet href=data:text/css,*{color:red}>",
    "<link rel=import href=data:text/html,<script>alert(1)</script>>",
    "<template><script>alert(1)</script></template>",
    "<table background=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
)
_FOREIGN = (
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert&lpar;1&rpar;</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1) />#x'>",
    "<svg><foreignObject><iframe src=javascript:alert(1)>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script>",
    "<xss contenteditable onblur=alert(1) autofocus>",
    "<?xml version='1.0'?><html xmlns='w3.org/1999/xhtml' onload='alert(1)'/>",
)
_ENDINGS = (
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</mark><script>alert(1)</script>",
    "</code></p><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "--!><img src=x onerror=alert(1)>",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover=alert(1) autofocus onfocus=alert(1) x="',
    "' onmouseover=alert(1) autofocus onfocus=alert(1) x='",
    "` onmouseover=alert(1) `",
    '" style="animation:x" onanimationstart="alert(1)',
    "x accesskey=x onclick=alert(1)",
    '\\"><script>alert(1)</script>',
    "';alert(1);//",
    '";alert(1);//',
    "-alert(1)-",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "javascript://example.invalid/%0aalert(1)",
    "vbscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "//example.invalid/<script>alert(1)</script>",
    "http://example.invalid/'onmouseover='alert(1)",
    'https://example.invalid/"><script>alert(1)</script>',
    "http:javascript:alert(1)",
)
_TEMPLATES = (
    "{{7*191}}",
    "{%print(7*191)%}",
    "${7*191}",
    "#{7*191}",
    "<%= 7*191 %>",
    "{{config.__class__.__init__.__globals__}}{{7*191}}",
    "%(x)s %s {0} {x!r}",
)
_UNICODE = (
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "\u2039script\u203aalert(1)\u2039/script\u203a",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\ud800<script>alert(1)</script>\udfff",
    "\u202e>tpircs/<)1(trela>tpircs<\u202c",
    "\u2066<img src=x onerror=alert(1)>\u2069",
    "<s\u200bcript>alert(1)</script>",
    "<\u0338script>alert(1)</script>",
    "\x00<img src=x onerror=alert(1)>\x00",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\x1b[31m<script>alert(1)</script>",
    "a\r\nX-XSS: 1\r\n\r\n<script>alert(1)</script>",
)

PROBES = (*_TAGS, *_FOREIGN, *_ENDINGS, *ADDRESSES, *_TEMPLATES, *_UNICODE)

EXECUTED = """
window.__xss = [];
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
  window[name] = (...args) => { window.__xss.push(name + '(' + args + ')'); };
"""
"""Runs in a page before anything of its own, and notes what it calls."""

LOOK = """
const [tags, evaluated] = arguments;
const found = [...(window.__xss || ['not watched'])];
const links = ['href', 'src', 'action', 'formaction', 'data', 'xlink:href'];
for (const folded of document.querySelectorAll('details')) folded.open = true;
for (const element of document.querySelectorAll('*')) {
  if (!tags.includes(element.localName)) found.push('<' + element.localName + '>');
  for (const {name, value} of element.attributes) {
    if (/^on|^style$|^srcdoc$/.test(name)) found.push(name + '=' + value);
    if (!links.includes(name)) continue;
    let scheme = 'none:';
    try { scheme = new URL(value, document.baseURI).protocol; } catch {}
    if (!/^https?:$/.test(scheme)) found.push(name + '=' + value);
  }
}
if (document.body.innerText.includes(evaluated)) found.push(evaluated);
return found;
"""
"""Gives what is in a page that may not be; its arguments are the names of the elements
that may, and what a template would have given."""
