{{%AUTOESCAPE context="HTML"}}
{{! "Takaisin > Vaihda salasana". BACK_URL: where the first word leads. }}
<nav class="breadcrumb" aria-label="{{T breadcrumb.label}}"><ol><li><a href="{{BACK_URL}}">{{T breadcrumb.back}}</a> <span aria-hidden="true">&gt;</span> </li><li aria-current="page">{{T password.title}}</li></ol></nav>
