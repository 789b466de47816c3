package dev.safeconduct.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A picture of a benchmark: for each figure its ratio to the peer's, on a logarithmic scale, with its spread. */
final class Plot {

    private static final int WIDTH = 1060;
    private static final int ROW = 26;
    private static final int TOP = 50;
    private static final int TEXT = 530;
    private static final int MARGIN = 40;
    private static final Color LESS = new Color(0x2a7f62);
    private static final Color MORE = new Color(0xb5482f);

    private final List<Figure> figures;
    private final double least;
    private final double most;

    private Plot(List<Figure> figures) {
        this.figures = figures;
        double low = 0.5;
        double high = 2;
        for (Figure figure : figures) {
            low = Math.min(low, figure.low());
            high = Math.max(high, figure.high());
        }
        this.least = Math.log10(low);
        this.most = Math.log10(high);
    }

    /** Draws the figures whose ratio is one; nothing if there are none. */
    static void write(Path file, String name, List<Figure> all) throws IOException {
        List<Figure> figures = all.stream()
                .filter(figure -> figure.low() > 0 && Double.isFinite(figure.high()))
                .toList();
        if (!figures.isEmpty()) {
            Files.createDirectories(file.getParent());
            ImageIO.write(new Plot(figures).draw(name), "png", file.toFile());
        }
    }

    private BufferedImage draw(String name) {
        BufferedImage image = new BufferedImage(WIDTH, TOP + ROW * figures.size() + 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = image.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, image.getWidth(), image.getHeight());
        canvas.setColor(Color.BLACK);
        canvas.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        canvas.drawString(name + ": in times of what it is compared with (less is better)", 10, 22);
        canvas.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        canvas.setColor(Color.LIGHT_GRAY);
        canvas.drawLine(x(1), TOP - 8, x(1), image.getHeight() - 12);
        for (int i = 0; i < figures.size(); i++) {
            draw(canvas, figures.get(i), TOP + ROW * i);
        }
        canvas.dispose();
        return image;
    }

    private void draw(Graphics2D canvas, Figure figure, int y) {
        canvas.setColor(Color.BLACK);
        String words = (figure.what().isEmpty() ? "" : figure.what() + ", ") + figure.unit() + ", of " + figure.peer();
        canvas.drawString(words, 10, y + 12);
        canvas.setColor(figure.ratio() <= 1 ? LESS : MORE);
        int from = Math.min(x(1), x(figure.ratio()));
        canvas.fillRect(from, y + 2, Math.max(1, Math.abs(x(figure.ratio()) - x(1))), 12);
        canvas.setColor(Color.BLACK);
        canvas.setStroke(new BasicStroke(1));
        canvas.drawLine(x(figure.low()), y + 8, x(figure.high()), y + 8);
        canvas.drawString(Figure.number(figure.ratio()), TEXT - 55, y + 12);
    }

    private int x(double ratio) {
        return TEXT + (int) ((Math.log10(ratio) - least) / (most - least) * (WIDTH - TEXT - MARGIN));
    }
}
