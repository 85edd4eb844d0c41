{{%AUTOESCAPE context="HTML"}}
{{! The one HTML mail. A PART is all that it says in one language; each BLOCK of it is a PARAGRAPH, a BUTTON (the mail's main link) or a
    SMALL print; each has ROWs of a LINE and a LINK. BAND and LINK_COLOR, and both for dark colours, are settings; links stand
    on #ffffff and #f4f6f8 or on #17212b and #1f2d3a, by which the settings are judged. Tables and inline styles, since many mail programs know nothing else; the style element
    serves those that do. }}
<!doctype html>
<html lang="{{LANGUAGE}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{SUBJECT}}</title>
<style>
:root { color-scheme: light dark }
@media (max-width: 600px) { .outer { padding: 0 !important } .band { border-radius: 0 !important; padding: 14px 16px !important } .card { padding: 20px 16px !important; border-width: 0 !important; border-radius: 0 !important } }
@media (prefers-color-scheme: dark) {
  body, .outer { background: #0d141b !important }
  .card { background: #17212b !important; color: #e9eef3 !important; border-color: #33414f !important }
  .band { background: {{BAND_DARK}} !important }
  .link { background: #1f2d3a !important; border-color: #46596b !important }
  .small { color: #b6c2cd !important; border-color: #33414f !important }
  .second { border-color: {{LINK_COLOR_DARK}} !important }
  a { color: {{LINK_COLOR_DARK}} !important }
}
</style>
</head>
<body style="margin:0;padding:0;background:#eef2f5">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="outer" align="center" style="padding:24px 12px;background:#eef2f5">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;text-align:left">
<tr><td class="band" style="background:{{BAND}};color:#ffffff;padding:16px 28px;border-radius:8px 8px 0 0;font:bold 17px/1.4 Arial,Helvetica,sans-serif">{{SITE}}</td></tr>
<tr><td class="card" style="background:#ffffff;color:#17222d;padding:28px;border:1px solid #d3dbe2;border-top:0;border-radius:0 0 8px 8px;font:16px/1.55 Arial,Helvetica,sans-serif;word-break:break-word;overflow-wrap:anywhere">
{{#PART}}
<div lang="{{PART_LANGUAGE}}">
{{#HEADING}}<h2 class="second" style="margin:32px 0 18px;padding:24px 0 0;border-top:3px solid {{BAND}};font:bold 20px/1.4 Arial,Helvetica,sans-serif">{{HEADING_TEXT}}</h2>{{/HEADING}}
{{#BLOCK}}
{{#PARAGRAPH}}
<p style="margin:0 0 18px">{{#ROW}}{{#LINE}}{{TEXT}}<br>{{/LINE}}{{#LINK}}<a href="{{URL}}" style="color:{{LINK_COLOR}}">{{URL}}</a><br>{{/LINK}}{{/ROW}}</p>
{{/PARAGRAPH}}
{{#BUTTON}}
<p class="link" style="margin:0 0 18px;padding:14px 16px;background:#f4f6f8;border:1px solid #b4bfca;border-radius:6px">{{#ROW}}{{#LINK}}<a href="{{URL}}" style="color:{{LINK_COLOR}};font-weight:bold;font-size:15px">{{URL}}</a>{{/LINK}}{{/ROW}}</p>
{{/BUTTON}}
{{#SMALL}}
<p class="small" style="margin:0 0 10px;padding:10px 0 0;border-top:1px solid #d3dbe2;color:#4a5866;font-size:14px">{{#ROW}}{{#LINE}}<span{{#FOREIGN}} lang="{{LINE_LANGUAGE}}"{{/FOREIGN}}>{{TEXT}}</span><br>{{/LINE}}{{#LINK}}<a href="{{URL}}" style="color:{{LINK_COLOR}}">{{URL}}</a><br>{{/LINK}}{{/ROW}}</p>
{{/SMALL}}
{{/BLOCK}}
</div>
{{/PART}}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
