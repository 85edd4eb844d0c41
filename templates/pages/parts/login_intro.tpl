{{%AUTOESCAPE context="HTML"}}
<p>{{T login.intro}}</p>
<p>{{T login.register -> /Account/Register?ReturnUrl=$RETURN_URL}}</p>
