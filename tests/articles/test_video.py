"""Video addresses as people paste them, and as somebody would who means harm."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.video import MAX_START, Video, VideoAddressError, parse_start, parse_video

ID = "AbCdEfGhI-_"
YOUTUBE = Video("youtube", ID)


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.youtube.com/watch?v={ID}",
        f"http://www.youtube.com/watch?v={ID}",
        f"HTTPS://WWW.YouTube.com/watch?v={ID}",
        f"www.youtube.com/watch?v={ID}",
        f"//www.youtube.com/watch?v={ID}",
        f"  youtube.com/watch?v={ID}\n",
        f"https://m.youtube.com/watch?app=desktop&v={ID}&feature=share",
        f"https://music.youtube.com/watch?v={ID}&list=RDAMVM{ID}",
        f"https://www.youtube.com/watch?list=PL0123456789&index=4&v={ID}",
        f"https://youtu.be/{ID}",
        f"youtu.be/{ID}?si=abcdefghijklmnop",
        f"https://www.youtube.com/embed/{ID}",
        f"https://www.youtube-nocookie.com/embed/{ID}?rel=0",
        f"https://youtube.com/shorts/{ID}?feature=share",
        f"https://www.youtube.com/live/{ID}?si=x",
        f"https://www.youtube.com/v/{ID}",
        f"https://youtu.be/{ID}?t=soon",
    ],
)
def test_youtube_in_every_form(address):
    assert parse_video(address) == YOUTUBE


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.youtube.com/watch?v={ID}&t=1563",
        f"https://www.youtube.com/watch?v={ID}&t=1563s",
        f"https://www.youtube.com/watch?t=26m3s&v={ID}",
        f"https://youtu.be/{ID}?t=1563",
        f"https://www.youtube.com/embed/{ID}?start=1563",
        f"https://www.youtube.com/watch?time_continue=1563&v={ID}",
        f"https://www.youtube.com/watch?v={ID}#t=26m03s",
    ],
)
def test_the_time_in_a_youtube_address(address):
    assert parse_video(address) == Video("youtube", ID, 1563)


@pytest.mark.parametrize(
    ("address", "video"),
    [
        ("https://vimeo.com/123456789", Video("vimeo", "123456789")),
        ("vimeo.com/123456789/", Video("vimeo", "123456789")),
        ("http://www.vimeo.com/123456789?share=copy", Video("vimeo", "123456789")),
        ("https://vimeo.com/123456789/0a1b2c3d4e", Video("vimeo", "123456789", hash="0a1b2c3d4e")),
        ("https://player.vimeo.com/video/123456789?h=0a1b2c3d4e&dnt=0", Video("vimeo", "123456789", hash="0a1b2c3d4e")),
        ("https://player.vimeo.com/video/123456789?h=%22onload", Video("vimeo", "123456789")),
        ("https://vimeo.com/channels/staffpicks/123456789", Video("vimeo", "123456789")),
        ("https://vimeo.com/groups/short-films/videos/123456789", Video("vimeo", "123456789")),
        ("https://vimeo.com/showcase/4567/video/123456789", Video("vimeo", "123456789")),
        ("https://vimeo.com/manage/videos/123456789/0a1b2c3d4e", Video("vimeo", "123456789", hash="0a1b2c3d4e")),
        ("https://vimeo.com/123456789#t=1m2s", Video("vimeo", "123456789", 62)),
    ],
)
def test_vimeo(address, video):
    assert parse_video(address) == video


@pytest.mark.parametrize(
    ("address", "video"),
    [
        ("https://example.org/film.mp4", Video("file", "https://example.org/film.mp4")),
        ("example.org/film.webm", Video("file", "https://example.org/film.webm")),
        ("https://example.org/a/b/Film.M4V?key=1#t=90", Video("file", "https://example.org/a/b/Film.M4V?key=1", 90)),
        ("https://example.org/fähre.ogv", Video("file", "https://example.org/f%C3%A4hre.ogv")),
        ("https://example.org/%20a.mp4", Video("file", "https://example.org/%20a.mp4")),
        ("/documents/7/film.mp4", Video("file", "/documents/7/film.mp4")),
        ("/documents/7/film.mp4#t=1:30", Video("file", "/documents/7/film.mp4", 90)),
    ],
)
def test_a_video_file(address, video):
    assert parse_video(address) == video


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "film.mp4",
        # hosts that only look right
        f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://notyoutube.com/watch?v={ID}",
        f"https://youtubе.com/watch?v={ID}",  # a Cyrillic letter
        f"https://ｙoutube.com/watch?v={ID}",
        f"https://youtube.com@evil.example/watch?v={ID}",
        f"https://evil.example@youtube.com/watch?v={ID}",
        f"https://user:word@www.youtube.com/watch?v={ID}",
        f"https://evil.example/https://youtu.be/{ID}",
        f"https://evil.example\\@youtube.com/watch?v={ID}",
        f"https://evil.example#@youtube.com/watch?v={ID}",
        f"https://evil.youtube.com/watch?v={ID}",
        f"https://www.youtube.com:8443/watch?v={ID}",
        f"https://www.youtube.com./watch?v={ID}",
        # other schemes
        "javascript:alert(1)",
        f"javascript://www.youtube.com/watch?v={ID}%0Aalert(1)",
        "javascript:alert(1)//film.mp4",
        "data:video/mp4;base64,AAAA.mp4",
        "file:///etc/film.mp4",
        "ftp://example.org/film.mp4",
        "blob:https://example.org/film.mp4",
        # pages of the same sites that are no videos, and ids of the wrong shape
        "https://www.youtube.com/",
        "https://www.youtube.com/watch",
        "https://www.youtube.com/watch?v=",
        "https://www.youtube.com/watch?v=short",
        f"https://www.youtube.com/watch?v={ID}x",
        "https://www.youtube.com/watch?v=AbCdEfGh%22I",
        "https://www.youtube.com/watch?v=АbCdEfGhIjK",
        "https://www.youtube.com/embed/videoseries?list=PL0123456789",
        "https://www.youtube.com/embed/live_stream?channel=UC0123456789",
        f"https://www.youtube.com/embed/{ID}/more",
        "https://www.youtube.com/@harbour",
        "https://www.youtube.com/film.mp4",
        "https://vimeo.com/",
        "https://vimeo.com/harbour",
        "https://vimeo.com/0123456789",
        "https://vimeo.com/123456789/NOTAHASH",
        # files that a reader can't get, or not from everywhere
        "http://example.org/film.mp4",
        "https://example.org/film.mov",
        "https://example.org/film.mp4.html",
        "https://example.org/?film.mp4",
        "https://127.0.0.1/film.mp4",
        "https://10.0.0.8/film.mp4",
        "https://192.168.1.1/film.mp4",
        "https://169.254.169.254/film.mp4",
        "https://8.8.8.8/film.mp4",
        "https://[::1]/film.mp4",
        "https://2130706433/film.mp4",
        "https://0x7f000001/film.mp4",
        "https://0x7f.1/film.mp4",
        "https://0177.0.0.1/film.mp4",
        "https://１２７.0.0.1/film.mp4",
        "https://localhost/film.mp4",
        "https://films.localhost/film.mp4",
        "https://nas.local/film.mp4",
        "https://metadata.google.internal/film.mp4",
        "https://router.home.arpa/film.mp4",
        "https://intranet/film.mp4",
        "https://example.org:8443/film.mp4",
        "https://example..org/film.mp4",
        "https://-example.org/film.mp4",
        "/film.mp4",
        "/documents/film.mp4",
        "/documents/7/../film.mp4",
        # characters that no address has
        f"https://youtu.be/{ID}\x00",
        f"https://you\ttu.be/{ID}",
        f"https://youtu.be/\n{ID}",
        "https://example.org/a film.mp4",
        "https://example.org/\u202efilm.mp4",
        "https://example.org/\ud800.mp4",
        "https://example.org/" + "a" * 500 + ".mp4",
        "https://[example.org/film.mp4",
    ],
)
def test_what_cannot_be_played_is_refused_with_what_can(address):
    with pytest.raises(VideoAddressError) as refusal:
        parse_video(address)
    assert all(word in str(refusal.value) for word in ("youtube.com/watch?v=", "vimeo.com/", ".mp4"))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(
            ("26:03", 1563),
            ("1:02:03", 3723),
            ("01:02:03", 3723),
            ("0:09", 9),
            ("75:30", 4530),
            ("24:00:00", MAX_START),
        ),
        *(
            ("26m3s", 1563),
            ("26M 3S", 1563),
            ("1h2m", 3720),
            ("1h 2m 3s", 3723),
            ("90s", 90),
            ("90m", 5400),
            ("1h", 3600),
        ),
        *(("1563", 1563), (" 1563 ", 1563), ("0", 0)),
    ],
)
def test_start_times_as_people_write_them(text, seconds):
    assert parse_start(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "26:99", "1:60:00", "26:3", "-5", "+5", "1:2:3:4", "1:2:3", ":03", "26:", "abc", "5 minutes", "1.5"),
        *("1h2", "3s2m", "24h1s", "86401", "99:00:00", "999999999999", "٢٦:٠٣", "²", "26:03\x00", "1e3"),
    ],
)
def test_a_start_time_that_cannot_be_read_is_refused_with_what_can(text):
    with pytest.raises(ValueError, match=r"26:03.*1:02:03.*26m3s.*1563"):
        parse_start(text)


def test_the_field_wins_over_the_time_in_the_address():
    address = f"https://youtu.be/{ID}?t=90"
    assert parse_video(address, "26:03").start == 1563
    assert parse_video(address, "0:00").start == 0
    assert parse_video(address, "").start == 90


def test_a_start_time_that_cannot_be_read_is_no_fault_of_the_address():
    with pytest.raises(ValueError, match="start time") as refusal:
        parse_video(f"https://youtu.be/{ID}", "26:99")
    assert not isinstance(refusal.value, VideoAddressError)


@pytest.mark.parametrize(
    ("address", "watch_url", "player_url"),
    [
        (
            f"youtu.be/{ID}?t=26m3s",
            f"https://www.youtube.com/watch?v={ID}&t=1563s",
            f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1&playsinline=1&rel=0&start=1563",
        ),
        (
            f"youtu.be/{ID}",
            f"https://www.youtube.com/watch?v={ID}",
            f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1&playsinline=1&rel=0",
        ),
        (
            "vimeo.com/123456789/0a1b2c3d4e#t=62s",
            "https://vimeo.com/123456789/0a1b2c3d4e#t=62s",
            "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e&autoplay=1&dnt=1#t=62s",
        ),
        (
            "vimeo.com/123456789",
            "https://vimeo.com/123456789",
            "https://player.vimeo.com/video/123456789?autoplay=1&dnt=1",
        ),
        ("example.org/film.mp4#t=90", "https://example.org/film.mp4#t=90", "https://example.org/film.mp4#t=90"),
        ("example.org/film.mp4", "https://example.org/film.mp4", "https://example.org/film.mp4"),
    ],
)
def test_links_and_players_open_at_the_start_time(address, watch_url, player_url):
    video = parse_video(address)
    assert (video.watch_url, video.player_url) == (watch_url, player_url)
    assert video.canonical == parse_video(address, "0").watch_url


@pytest.mark.parametrize(("start", "label"), [(0, ""), (9, "0:09"), (1563, "26:03"), (3723, "1:02:03")])
def test_the_label_of_the_start_reads_like_a_clock(start, label):
    assert Video("youtube", ID, start).start_label == label


HOSTS = [
    "youtu.be",
    "www.youtube.com",
    "vimeo.com",
    "player.vimeo.com",
    "example.org",
    "127.0.0.1",
    "[::1]",
    "a@b.org",
    "",
]
PATHS = [
    "/",
    f"/{ID}",
    f"/watch?v={ID}",
    "/123456789",
    "/film.mp4",
    "/documents/1/a.mp4",
    "%",
    "?v=%00",
    "#t=1:2",
    ";",
    ":",
]


@given(
    st.one_of(
        st.text(),
        st.builds(
            "{}{}{}{}".format,
            st.sampled_from(["", "//", "https://", "http://", "javascript:"]),
            st.sampled_from(HOSTS),
            st.sampled_from(PATHS),
            st.text(max_size=20),
        ),
    ),
    st.text(max_size=12),
)
@example("https://[", "")
@example("https://example.org/\udfff.mp4", "")
def test_whatever_is_pasted_is_a_video_or_refused(address, start):
    try:
        video = parse_video(address, start)
    except ValueError:
        return
    assert 0 <= video.start <= MAX_START
    player_hosts = {
        "youtube": "https://www.youtube-nocookie.com/embed/",
        "vimeo": "https://player.vimeo.com/video/",
        "file": ("https://", "/documents/"),
    }
    assert video.player_url.startswith(player_hosts[video.provider])
    assert not set(video.player_url) & set("\"'<> \\") - {"'"}
    assert parse_video(video.watch_url) == video
