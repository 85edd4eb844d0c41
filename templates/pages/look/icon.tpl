{{%AUTOESCAPE context="HTML"}}
{{! The browser's icon for the site: OUR_ICON, or OWN_ICON with ICON_URL. }}
{{#OUR_ICON}}<link rel="icon" type="image/svg+xml" href="{{ASSET icon.svg}}">{{/OUR_ICON}}
{{#OWN_ICON}}<link rel="icon" href="{{ICON_URL}}">{{/OWN_ICON}}
