{{%AUTOESCAPE context="HTML"}}
{{! The city's own links below every page. FOOTER_LINK: FOOTER_URL, FOOTER_LABEL. }}
{{#FOOTER_LINK}}<li><a href="{{FOOTER_URL}}">{{FOOTER_LABEL}}</a></li>{{/FOOTER_LINK}}
