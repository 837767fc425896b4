"""The admin's addresses of previews."""

from django.urls import include, path
from django.views.decorators.debug import sensitive_post_parameters

from .views import approvals, links, notes
from .views.releases import acts, adding, addresses, listing, sharing, show

app_name = "staging"

releases = [
    path("", listing.ReleaseListView.as_view(), name="releases"),
    path("new/", adding.CreateView.as_view(), name="new_release"),
    path("<int:release_id>/", show.ShowView.as_view(), name="release"),
    path("<int:release_id>/add/", adding.AddToReleaseView.as_view(), name="add_to_this_release"),
    path("<int:release_id>/approvals/", approvals.ReleaseApprovalsView.as_view(), name="release_approvals"),
    path("<int:release_id>/addresses/", addresses.AddressesView.as_view(), name="release_addresses"),
    path("<int:release_id>/delete/", acts.DeleteView.as_view(), name="delete_release"),
    path("<int:release_id>/go-live/", acts.GoLiveView.as_view(), name="go_live"),
    path("<int:release_id>/again/", adding.RepeatView.as_view(), name="repeat_release"),
    path("<int:release_id>/items/<int:item_id>/", adding.ChangeItemView.as_view(), name="change_item"),
    path("<int:release_id>/items/<int:item_id>/<str:act>/", show.ItemActView.as_view(), name="release_item"),
    path("<int:release_id>/name/", acts.DescribeView.as_view(), name="describe_release"),
    path("<int:release_id>/newest/", show.TakeAllNewestView.as_view(), name="take_all_newest"),
    path("<int:release_id>/schedule/", acts.ScheduleView.as_view(), name="schedule_release"),
    path("<int:release_id>/schedule/off/", show.UnscheduleView.as_view(), name="unschedule_release"),
    path("<int:release_id>/share/", sharing.ShareView.as_view(), name="share_release"),
    path("<int:release_id>/share/revoke/", sharing.RevokeView.as_view(), name="revoke_release_links"),
    path("<int:release_id>/share/<int:link_id>/revoke/", sharing.RevokeView.as_view(), name="revoke_release_link"),
    path("<int:release_id>/take-back/", acts.TakeBackView.as_view(), name="take_back"),
]

urlpatterns = [
    path("releases/", include(releases)),
    path("pages/<int:page_id>/approvals/", approvals.PageApprovalsView.as_view(), name="approvals"),
    path("pages/<int:page_id>/release/", adding.AddPageView.as_view(), name="add_to_release"),
    path("pages/<int:page_id>/share/", sensitive_post_parameters("passphrase")(links.share_page), name="share"),
    path("pages/<int:page_id>/share/revoke/", links.revoke_all, name="revoke_all"),
    path("previews/moment/", sensitive_post_parameters("passphrase")(links.site_ahead), name="moment"),
    path("previews/<int:link_id>/revoke/", links.revoke, name="revoke"),
    path("pages/<int:page_id>/notes/", notes.NotesView.as_view(), name="notes"),
    path("pages/<int:page_id>/notes/open/", notes.open_notes, name="open_notes"),
    path("notes/<int:note_id>/answer/", notes.answer, name="answer_note"),
    path("notes/<int:note_id>/resolve/", notes.resolve, name="resolve_note"),
    path("notes/<int:note_id>/reopen/", notes.reopen, name="reopen_note"),
]
