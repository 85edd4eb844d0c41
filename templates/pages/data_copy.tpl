{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.data}}
{{! PART_OF_COPY with PART_TITLE: one table; ROW: one thing it knows; FIELD with LABEL and VALUE, and AS_KEPT when
    the value is no words of this language. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T data.copy}}</p>
<form method="post" action="/Account/Settings/Data" class="no-print">
{{PART form_token}}
<button>{{T data.download}}</button>
<p class="hint">{{T data.download_hint}}</p>
</form>
{{#NEWEST}}<p>{{NEWEST_TEXT}}</p>{{/NEWEST}}
{{#PART_OF_COPY}}
<section class="copy">
<h2>{{PART_TITLE}}</h2>
{{#ROW}}<dl>
{{#FIELD}}<div><dt>{{LABEL}}</dt><dd{{#AS_KEPT}} translate="no"{{/AS_KEPT}}>{{VALUE}}</dd></div>
{{/FIELD}}</dl>{{/ROW}}
</section>
{{/PART_OF_COPY}}
