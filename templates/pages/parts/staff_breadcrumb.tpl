{{%AUTOESCAPE context="HTML"}}
{{! "Neuvonta > …": on the pages of the help desk. }}
<nav class="breadcrumb" aria-label="{{T breadcrumb.label}}"><ol><li><a href="/Account/Staff">{{T staff.title}}</a> <span aria-hidden="true">&gt;</span> </li><li aria-current="page">{{HEADING}}</li></ol></nav>
