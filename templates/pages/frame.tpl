{{%AUTOESCAPE context="HTML"}}
{{! What stands around every page. The page's own template goes where CONTENT is. }}
<!doctype html>
<html lang="{{LANG}}">
<head>
<meta charset="utf-8">
{{#KEPT_OPEN}}<base target="_blank">{{/KEPT_OPEN}}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{{#ERRORS}}{{T error.title_prefix}} {{/ERRORS}}{{HEADING}} – {{T header.site}}</title>
{{#OUR_ICON}}<link rel="icon" type="image/svg+xml" href="{{ASSET icon.svg}}">{{/OUR_ICON}}
{{#OWN_ICON}}<link rel="icon" href="{{ICON_URL}}">{{/OWN_ICON}}
<link rel="stylesheet" href="{{ASSET asiointi.css}}">
{{#THEME}}<link rel="stylesheet" href="{{THEME_CSS}}">{{/THEME}}
</head>
<body>
<a class="skip" href="#main"{{#KEPT_OPEN}} target="_self"{{/KEPT_OPEN}}>{{T skip_link}}</a>
<header class="top">
{{#PERSON}}
<div class="person"><div class="wide">
<nav class="bar" aria-label="{{T bar.label}}"><a href="/Account/Settings">{{#PERSON_NAMED}}{{T bar.name}}{{/PERSON_NAMED}}{{#PERSON_NAMELESS}}{{PERSON_EMAIL}}{{/PERSON_NAMELESS}}</a> <details><summary aria-label="{{T bar.menu_label}}">▼</summary>
<ul>
<li><a href="/Account/Settings">{{T bar.settings}}</a></li>
<li><a href="/Account/Settings/Password">{{T bar.change_password}}</a></li>
<li><form method="post" action="/Account/Logout"><input type="hidden" name="form_token" value="{{FORM_TOKEN}}"><button class="plain">{{T bar.sign_out}}</button></form></li>
</ul></details></nav>
</div></div>
{{/PERSON}}
<div class="band"><div class="wide">
<p class="site">{{#EMBLEM}}<svg class="emblem" viewBox="0 0 40 40" aria-hidden="true" focusable="false"><path d="M5 21 12 13l7 8v5H5zm16-3 7-10 7 10v8H21z"/><path class="wave" d="M3 31c3.5-2.5 6-2.5 8.5 0s5 2.5 8.5 0 6-2.5 8.5 0 5 2.5 8.5 0"/></svg>{{/EMBLEM}}{{#LOGO}}<img class="logo" src="{{LOGO_URL}}" alt="">{{/LOGO}}<span>{{T header.site}}</span></p>
<nav aria-label="{{T languages.label}}"><ul class="languages">
<li><a href="{{URL_FI}}" lang="fi" hreflang="fi"{{#IN_FI}} aria-current="true"{{/IN_FI}}>Suomeksi</a></li>
<li><a href="{{URL_SV}}" lang="sv" hreflang="sv"{{#IN_SV}} aria-current="true"{{/IN_SV}}>På svenska</a></li>
<li><a href="{{URL_EN}}" lang="en" hreflang="en"{{#IN_EN}} aria-current="true"{{/IN_EN}}>In English</a></li>
</ul></nav>
</div></div>
</header>
{{#ANNOUNCEMENT}}
<section class="announcement" aria-labelledby="announcement"><div class="wide">
<p><strong id="announcement">{{T announcement.label}}</strong> {{ANNOUNCEMENT_TEXT}}</p>
</div></section>
{{/ANNOUNCEMENT}}
<main id="main" tabindex="-1">
<div class="card">
{{CONTENT}}
</div>
</main>
<footer><div class="wide">
<p>{{T support.line @}}</p>
<nav aria-label="{{T footer.label}}"><ul>
{{#RETURN}}<li><a href="{{RETURN_LINK}}">{{T footer.start}}</a></li>{{/RETURN}}
<li><a href="/Account/Help">{{T footer.help}}</a></li>
<li><a href="/Account/Accessibility">{{T footer.accessibility}}</a></li>
<li><a href="/Account/Privacy">{{T footer.privacy}}</a></li>
<li><a href="/Account/Cookies">{{T footer.cookies}}</a></li>
{{#FOOTER_LINK}}<li><a href="{{FOOTER_URL}}">{{FOOTER_LABEL}}</a></li>{{/FOOTER_LINK}}
</ul></nav>
</div></footer>
</body>
</html>
