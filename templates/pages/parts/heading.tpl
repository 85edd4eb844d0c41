{{%AUTOESCAPE context="HTML"}}
{{! The page's one h1, and under it what a form or an action came to. HEADING is the page's title. }}
<h1>{{HEADING}}</h1>
{{PART messages}}
