{{%AUTOESCAPE context="HTML"}}
{{! Of a list in pages. PAGER: there is more than one; PAGE_NUMBER; NEWER with NEWER_URL, OLDER with OLDER_URL. }}
{{#PAGER}}
<nav class="pager" aria-label="{{T pager.label}}">
<p>{{T pager.page}}</p>
<ul>
{{#NEWER}}<li><a href="{{NEWER_URL}}" rel="prev">{{T pager.newer}}</a></li>{{/NEWER}}
{{#OLDER}}<li><a href="{{OLDER_URL}}" rel="next">{{T pager.older}}</a></li>{{/OLDER}}
</ul>
</nav>
{{/PAGER}}
