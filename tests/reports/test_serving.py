"""The site on loopback: its files, its headers, and nothing else."""

from __future__ import annotations

from http.client import HTTPConnection
from threading import Thread

import pytest

from stagelift.reports.serving import HEADERS, server


@pytest.fixture
def ask(tmp_path):
    site = tmp_path / "site"
    (site / "weekly").mkdir(parents=True)
    (site / "index.html").write_text("<h1>보고서</h1>", encoding="utf-8")
    (site / ".hidden").write_text("secret", encoding="utf-8")
    (tmp_path / "outside.html").write_text("secret", encoding="utf-8")
    (site / "link.html").symlink_to(tmp_path / "outside.html")
    with server(site, 0) as running:
        thread = Thread(target=running.serve_forever, daemon=True)
        thread.start()
        host, port = running.server_address[:2]
        assert host == "127.0.0.1"

        def request(path, *, method="GET", name=f"127.0.0.1:{port}"):
            connection = HTTPConnection(host, port, timeout=5)
            connection.request(method, path, headers={"Host": name})
            answer = connection.getresponse()
            body = answer.read().decode()
            connection.close()
            return answer, body

        yield request
        running.shutdown()
        thread.join()


def test_a_page_with_safe_headers(ask):
    answer, body = ask("/")
    assert (answer.status, body) == (200, "<h1>보고서</h1>")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["Server"].strip() == "stagelift"


@pytest.mark.parametrize(
    "path", ["/.hidden", "/%2ehidden", "/../outside.html", "/link.html", "/weekly/", "/none.html"]
)
def test_what_is_no_page_is_not_there(ask, path):
    answer, body = ask(path)
    assert answer.status == 404
    assert "secret" not in body
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_another_name_is_refused(ask):
    assert ask("/", name="evil.example:80")[0].status == 421
    assert ask("/", name="localhost:80")[0].status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(ask, method):
    assert ask("/", method=method)[0].status == 501
