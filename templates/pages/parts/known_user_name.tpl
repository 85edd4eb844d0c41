{{%AUTOESCAPE context="HTML"}}
{{! Whose form this is: a real field, so that password managers see it, and nobody can change it. }}
<div class="field">
<label for="user_name">{{T login.username}}</label>
<input type="text" id="user_name" name="user_name" value="{{USER_NAME}}" autocomplete="username" readonly>
</div>
