"""Text that would act if a page took it for markup or a formula."""

from __future__ import annotations

CART = "experiments/cart_reminder.yaml"
# File, what stands there in the demo shop, what stands there instead.
HOSTILE = (
    ("journey.yaml", "{ko: 구매, en: Purchase}", "<script>alert(1)</script>"),
    (
        "journey.yaml",
        "{ko: 담고 미구매, en: Open cart}",
        "Open \"cart\" <b onclick='alert(2)'>'</b>&amp;",
    ),
    (CART, "{ko: 장바구니 알림, en: Cart reminder}", '=HYPERLINK("x")'),
    (CART, "Does a push within the hour bring", "<svg/onload=alert(3)> Does a push bring"),
    (
        "metrics/first_order.yaml",
        "{ko: 첫 구매, en: First order}",
        "</style></title><i>First</i>",
    ),
    (
        "messages/cart_push_1h.md",
        "Still in your cart",
        "<img src=https://shop.example/x onerror=alert(4)>",
    ),
)
