{{%AUTOESCAPE context="HTML"}}
{{! Before the site's name: EMBLEM, or LOGO with LOGO_URL. }}
{{#EMBLEM}}<svg class="emblem" viewBox="0 0 40 40" aria-hidden="true" focusable="false"><path d="M5 21 12 13l7 8v5H5zm16-3 7-10 7 10v8H21z"/><path class="wave" d="M3 31c3.5-2.5 6-2.5 8.5 0s5 2.5 8.5 0 6-2.5 8.5 0 5 2.5 8.5 0"/></svg>{{/EMBLEM}}{{#LOGO}}<img class="logo" src="{{LOGO_URL}}" alt="">{{/LOGO}}
