{{%AUTOESCAPE context="HTML"}}
{{! "Tunnuksesi asetukset > …": on every page of the settings. }}
<nav class="breadcrumb" aria-label="{{T breadcrumb.label}}"><ol><li><a href="/Account/Settings">{{T settings.title}}</a> <span aria-hidden="true">&gt;</span> </li><li aria-current="page">{{HEADING}}</li></ol></nav>
