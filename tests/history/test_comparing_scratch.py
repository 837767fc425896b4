import time, pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.builders import article, image
from articles.models import ArticlePage
from .comparing_content import *
from history.comparing import compare, summary_of
@pytest.mark.parametrize("count,every",[(60,6),(500,5),(2000,1)])
def test_x(section, editor, client_of, count, every):
    pic=image(); old=long_body(count,pic.pk); page=article(section)
    version(page,body=old).save_revision().publish(); page=ArticlePage.objects.get(pk=page.pk); version(page,body=rewritten(old,every)).save_revision()
    c=client_of(editor); base=f"/admin/pages/{page.pk}/history/compare/live/draft/?view="
    c.get(base+"inline")
    for view in ("inline","side"):
        best=(99,99)
        for _ in range(3):
            t=time.perf_counter(); p=time.process_time()
            with CaptureQueriesContext(connection) as q: r=c.get(base+view)
            best=min(best,(time.perf_counter()-t,time.process_time()-p))
        print("RES",count,every,view,[round(x,2) for x in best],len(q),len(r.content)//1000,"kB")
    t=time.perf_counter(); c.get(page.url+"?x"); print("RES public page", round(time.perf_counter()-t,2))
    o,n=version(page,body=old),version(page,body=rewritten(old,every)); t=time.perf_counter()
    for _ in range(5): summary_of(o,n)
    print("RES summary ms", round((time.perf_counter()-t)*200,1)); assert 0
