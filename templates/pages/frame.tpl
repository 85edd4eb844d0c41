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
{{LOOK icon}}
<link rel="stylesheet" href="{{ASSET asiointi.css}}">
{{LOOK theme}}
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
<p class="site">{{LOOK emblem}}<span>{{T header.site}}</span></p>
<nav aria-label="{{T languages.label}}"><ul class="languages">
<li><a href="{{LANGUAGE_LINK}}lang=fi" lang="fi" hreflang="fi"{{CURRENT fi}}>Suomeksi</a></li>
<li><a href="{{LANGUAGE_LINK}}lang=sv" lang="sv" hreflang="sv"{{CURRENT sv}}>På svenska</a></li>
<li><a href="{{LANGUAGE_LINK}}lang=en" lang="en" hreflang="en"{{CURRENT en}}>In English</a></li>
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
{{LOOK start_link}}
<li><a href="/Account/Help">{{T footer.help}}</a></li>
<li><a href="/Account/Accessibility">{{T footer.accessibility}}</a></li>
<li><a href="/Account/Privacy">{{T footer.privacy}}</a></li>
<li><a href="/Account/Cookies">{{T footer.cookies}}</a></li>
{{LOOK city_links}}
</ul></nav>
</div></footer>
</body>
</html>
