package forum.site;

/// Who asks: a signed-in member, or anybody. The form token proves that a form came from our own
/// page.
public record Visitor(long userId, String name, String formToken) {

    public static Visitor anybody(String formToken) {
        return new Visitor(0, "", formToken);
    }

    public boolean isSignedIn() {
        return userId != 0;
    }
}
