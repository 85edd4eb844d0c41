{{%AUTOESCAPE context="HTML"}}
{{! A fragment for the portal's pages: the person's name and menu. Empty when nobody is signed in. }}
{{#PERSON}}<nav class="asiointi-bar" lang="{{LANG}}" aria-label="{{T bar.label}}"><a href="/Account/Settings">{{T bar.name}}</a> <details><summary aria-label="{{T bar.menu_label}}">▼</summary><ul><li><a href="/Account/Settings">{{T bar.settings}}</a></li><li><a href="/Account/Settings/Password">{{T bar.change_password}}</a></li><li><a href="/Account/Logout">{{T bar.sign_out}}</a></li></ul></details></nav>{{/PERSON}}
