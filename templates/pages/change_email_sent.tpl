{{%AUTOESCAPE context="HTML"}}
{{TITLE email.sent_title}}
{{! The same for every address, whether somebody has it or not. BACK_URL. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T register.sent_help}}</p>
<p>{{T email.sent_same_browser}}</p>
<p><a href="/Account/Settings/Email">{{T register.again}}</a></p>
<p><a href="{{BACK_URL}}">{{T settings.back}}</a></p>
