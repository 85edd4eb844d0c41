{{%AUTOESCAPE context="HTML"}}
{{! The city's own colours. THEME with THEME_CSS. }}
{{#THEME}}<link rel="stylesheet" href="{{THEME_CSS}}">{{/THEME}}
