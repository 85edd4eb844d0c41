{{%AUTOESCAPE context="HTML"}}
{{! Once on each page without a password field whose form must not be sent twice: a double click sends it once. }}
<script src="{{ASSET asiointi.js}}" defer></script>
