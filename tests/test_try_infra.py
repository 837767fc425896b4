import pytest
from . import builders
from wagtail.models import Page, Site
def test_a(section): 
    a = builders.article(section, authors=(builders.author(),), topics=(builders.topic(),), hero_image=builders.image())
    assert a.live
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("n", range(4))
def test_t(home, editor, n):
    s = builders.section_page()
    assert Page.objects.count() == 3
    assert editor.groups.count()==1
def test_l(live_server, section):
    import urllib.request
    assert Site.objects.get().root_page
    assert urllib.request.urlopen(live_server.url+"/static/wagtailadmin/css/core.css").status == 200
