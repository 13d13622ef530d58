"""The style sheet of the page."""

from __future__ import annotations

from roma_cli.cli.output.html import bars, colours, heatmap

_PAGE = """
*{box-sizing:border-box}
html{color-scheme:only SCHEME;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word;
-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:54rem;padding:1rem}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.2rem;line-height:1.3;margin:2.25rem 0 .75rem}
p{margin:.4rem 0}
.note,footer,caption,.id,figcaption{color:var(--soft);font-size:.875rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,main:focus-visible,.scroll:focus-visible
{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999rem}
.skip:focus{position:static}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.25rem 0}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:.75rem;
margin:0}
dl div{background:var(--card);border-left:4px solid var(--bar);padding:.6rem .8rem}
dt{color:var(--soft);font-size:.875rem}
dd{margin:0}
figure{margin:0}
figure svg{overflow:visible}
.upright{display:block;width:100%}
.meter{display:block;overflow:visible;margin:.3rem 0 .1rem}
.estimate{fill:none;stroke:var(--plan);stroke-width:2;stroke-dasharray:4 2}
details{margin:.5rem 0}
.scroll{overflow-x:auto}
summary{cursor:pointer;color:var(--link);padding:.25rem 0}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
caption{text-align:start;padding:.25rem 0}
th,td{text-align:start;vertical-align:top;padding:.3rem .5rem .3rem 0;
border-bottom:1px solid var(--rule);font-weight:400}
thead th{color:var(--soft);font-size:.875rem;vertical-align:bottom}
td.number{white-space:nowrap}
.number{text-align:end;padding-right:1.25rem}
tbody th{overflow-wrap:anywhere}
.wide{width:27%}
footer{margin-top:2.5rem;border-top:1px solid var(--rule);padding-top:.75rem}
"""

_NARROW = """
h1{font-size:1.35rem}
table{font-size:.8125rem}
thead th{font-size:.8125rem}
th,td,.number{padding-right:.5rem}
.wide{width:22%}
"""

_PRINT = """
@page{margin:14mm}
html{font-size:11pt}
body{max-width:none;padding:0}
nav,.skip,details:not([open]){display:none}
section{break-inside:auto}
h2,caption,summary{break-after:avoid}
figure,svg,tr,dl div{break-inside:avoid}
thead{display:table-header-group}
dl div,svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}
"""

_HEAT_FITS = heatmap.WIDTH + 32
"""Pixels of the page from which all weeks stand beside each other."""


def sheet(theme: str, legend_lines: int) -> str:
    """Return the style of a page; on paper it is light, whatever it is on the screen."""
    scheme = "dark" if theme == "dark" else "light"
    narrow = heatmap.css_narrow(legend_lines)
    return "".join(
        (
            f":root{{{colours.variables(theme)}}}",
            _PAGE.replace("SCHEME", scheme),
            bars.CSS,
            heatmap.CSS,
            heatmap.css_wide(legend_lines),
            f"@media screen and (max-width:{_HEAT_FITS - 1}px){{{narrow}}}",
            f"@media screen and (max-width:40rem){{{bars.CSS_NARROW}{_NARROW}}}",
            "@media print{",
            f":root{{color-scheme:only light;{colours.printed(theme)}}}",
            _PRINT,
            heatmap.css_print(legend_lines),
            "}",
        )
    ).replace("\n", "")
