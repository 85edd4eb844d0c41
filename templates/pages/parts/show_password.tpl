{{%AUTOESCAPE context="HTML"}}
{{! Once on each page with a password field: puts a button beside it that shows what was typed. }}
<script src="{{ASSET asiointi.js}}" defer data-show="{{T password.show}}" data-hide="{{T password.hide}}" data-shown="{{T password.shown}}" data-hidden="{{T password.hidden}}"></script>
