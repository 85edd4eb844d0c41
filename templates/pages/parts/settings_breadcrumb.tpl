{{%AUTOESCAPE context="HTML"}}
{{! "Takaisin > Nimi". BACK_URL: the settings. HEADING is the page's title. }}
<nav class="breadcrumb" aria-label="{{T breadcrumb.label}}"><ol><li><a href="{{BACK_URL}}">{{T breadcrumb.back}}</a> <span aria-hidden="true">&gt;</span> </li><li aria-current="page">{{HEADING}}</li></ol></nav>
